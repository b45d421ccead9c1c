//! Fits the weights: a choice is right with the probability that the weights of its facts give it among all options.

use copytaster::analysis::quotes::BITS;

/// One choice to learn from.
pub struct Lesson {
    /// The facts of each option.
    pub options: Vec<Vec<u32>>,
    /// Which options are right.
    pub right: Vec<bool>,
    /// How much it counts.
    pub weight: f32,
}

/// How hard to fit.
#[derive(Clone, Copy)]
pub struct Settings {
    /// Times over all lessons.
    pub rounds: usize,
    /// Pull of every weight towards zero: the inverse variance of its prior.
    pub pull: f32,
    /// The first step.
    pub step: f32,
    /// Lessons a fact must be seen in to be learnt.
    pub least: u32,
    /// The share of facts left out of each lesson, so that none is leant on alone.
    pub dropped: f32,
    /// Fits to average, each on lessons drawn anew from all; 1 takes all lessons as they are.
    pub bags: usize,
    /// How far a lesson is doubted that the weights speak against, from 0: annotators miss one quotation in a hundred. It
    /// counts by this power of the probability that its right options have (Zhang and Sabuncu 2018).
    pub doubt: f32,
}

/// Places of facts.
const PLACES: usize = 1 << BITS;
/// Lessons between two steps.
const BATCH: usize = 32;

/// A row of numbers that is always the same.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize * end) >> 31
    }
}

/// Weights in logits, one for each place.
pub fn fit(lessons: &[&Lesson], settings: Settings) -> Vec<f32> {
    if settings.bags < 2 {
        return fit_once(lessons, settings);
    }
    let mut mean = vec![0f32; PLACES];
    for bag in 0..settings.bags {
        let mut dice = Dice(977 + bag as u64 * 7919);
        let drawn: Vec<&Lesson> = lessons.iter().map(|_| lessons[dice.below(lessons.len())]).collect();
        let weights = fit_once(&drawn, settings);
        mean.iter_mut().zip(weights).for_each(|(sum, weight)| *sum += weight / settings.bags as f32);
    }
    mean
}

/// The facts that have a weight, numbered without gaps.
struct Known {
    /// The place of each.
    places: Vec<usize>,
    /// The numbers of the facts of every option of every lesson.
    lessons: Vec<Vec<Vec<u32>>>,
}

impl Known {
    /// The facts that at least so many lessons have.
    fn new(lessons: &[&Lesson], least: u32) -> Self {
        let mut seen = vec![0u32; PLACES];
        for lesson in lessons {
            let mut here: Vec<u32> = lesson.options.iter().flatten().copied().collect();
            here.sort_unstable();
            here.dedup();
            here.iter().for_each(|&place| seen[place as usize] += 1);
        }
        let mut number = vec![None; PLACES];
        let mut places = Vec::new();
        for (place, _) in seen.iter().enumerate().filter(|(_, times)| **times >= least) {
            number[place] = Some(places.len() as u32);
            places.push(place);
        }
        let option = |facts: &Vec<u32>| facts.iter().filter_map(|&fact| number[fact as usize]).collect();
        let lesson = |lesson: &&Lesson| lesson.options.iter().map(option).collect();
        let lessons = lessons.iter().map(lesson).collect();
        Self { places, lessons }
    }
}

/// The weights and what the steps so far have taught about them (Adam, Kingma and Ba 2015).
struct Steps {
    weights: Vec<f32>,
    first: Vec<f32>,
    second: Vec<f32>,
    taken: i32,
}

impl Steps {
    fn new(count: usize) -> Self {
        Self { weights: vec![0.0; count], first: vec![0.0; count], second: vec![0.0; count], taken: 0 }
    }

    /// One step down the slope.
    fn take(&mut self, slope: &[f32], step: f32, pull: f32) {
        self.taken += 1;
        let (warm_first, warm_second) = (1.0 - 0.9f32.powi(self.taken), 1.0 - 0.999f32.powi(self.taken));
        let moments = self.first.iter_mut().zip(self.second.iter_mut());
        for ((weight, slope), (first, second)) in self.weights.iter_mut().zip(slope).zip(moments) {
            let slope = slope + pull * *weight;
            *first = 0.9 * *first + 0.1 * slope;
            *second = 0.999 * *second + 0.001 * slope * slope;
            *weight -= step * (*first / warm_first) / ((*second / warm_second).sqrt() + 1e-6);
        }
    }
}

fn fit_once(lessons: &[&Lesson], settings: Settings) -> Vec<f32> {
    let known = Known::new(lessons, settings.least);
    let mut steps = Steps::new(known.places.len());
    let mut slope = vec![0f32; known.places.len()];
    let mut dice = Dice(0x2545_F491_4F6C_DD1D);
    let mut order: Vec<usize> = (0..lessons.len()).collect();
    let planned = settings.rounds * lessons.len().div_ceil(BATCH);
    for _ in 0..settings.rounds {
        for at in (1..order.len()).rev() {
            order.swap(at, dice.below(at + 1));
        }
        for batch in order.chunks(BATCH) {
            slope.fill(0.0);
            for &number in batch {
                let salt = dice.below(1 << 30) as u32;
                let kept = |fact: &u32| !is_dropped(*fact ^ salt, settings.dropped);
                let options: Vec<Vec<u32>> =
                    known.lessons[number].iter().map(|facts| facts.iter().copied().filter(kept).collect()).collect();
                teach(lessons[number], &options, (&steps.weights, settings.doubt), &mut slope);
            }
            let step = settings.step * (1.0 - steps.taken as f32 / (planned + 1) as f32);
            steps.take(&slope, step, settings.pull * batch.len() as f32 / lessons.len() as f32);
        }
    }
    let mut all = vec![0f32; PLACES];
    for (place, weight) in known.places.into_iter().zip(steps.weights) {
        all[place] = weight * (1.0 - settings.dropped);
    }
    all
}

/// Whether chance leaves the fact out.
fn is_dropped(salted: u32, share: f32) -> bool {
    ((salted.wrapping_mul(0x9E37_79B1) >> 16) as f32) < share * 65_536.0
}

/// Adds what one lesson teaches to the slope.
fn teach(lesson: &Lesson, options: &[Vec<u32>], (weights, doubt): (&[f32], f32), slope: &mut [f32]) {
    let sums: Vec<f32> = options.iter().map(|facts| facts.iter().map(|&n| weights[n as usize]).sum()).collect();
    let all = softmax(&sums);
    let trust = lesson.weight * right_share(&all, &lesson.right).powf(doubt);
    for (facts, blame) in options.iter().zip(blame(&all, &lesson.right)) {
        if blame.abs() > 1e-4 {
            facts.iter().for_each(|&n| slope[n as usize] += blame * trust);
        }
    }
}

/// For each option its probability less what it should be.
fn blame(all: &[f32], right: &[bool]) -> Vec<f32> {
    let whole = right_share(all, right);
    all.iter().zip(right).map(|(&p, &r)| p - if r { p / whole } else { 0.0 }).collect()
}

/// The probability of the right options together, never nothing.
fn right_share(all: &[f32], right: &[bool]) -> f32 {
    all.iter().zip(right).filter(|(_, r)| **r).map(|(p, _)| *p).sum::<f32>().max(1e-9)
}

/// The probability of each option.
fn softmax(sums: &[f32]) -> Vec<f32> {
    let top = sums.iter().copied().fold(f32::MIN, f32::max);
    let powers: Vec<f32> = sums.iter().map(|sum| (sum - top).exp()).collect();
    let whole: f32 = powers.iter().sum();
    powers.into_iter().map(|power| power / whole).collect()
}

/// Weights in hundredths, as the program keeps them: the places whose weight is not zero.
pub fn nonzero(weights: &[f32]) -> Vec<(u32, i16)> {
    let rounded = weights.iter().enumerate().map(|(at, weight)| (at as u32, (weight * 100.0).round() as i16));
    rounded.filter(|(_, weight)| *weight != 0).collect()
}
