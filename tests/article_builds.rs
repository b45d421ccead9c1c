//! Pages that make it hard to find the story: walls before it, live coverage, galleries, more comments than copy, scripts that
//! bring the text later, scripts that are not Latin. Each build is written for this test, as content systems write theirs.

#![allow(clippy::too_many_lines, reason = "the builds are one list")]

use std::fmt::Write;

use copytaster::analysis::extract;
use copytaster::wire::Extracted;

/// A story in a language: its code, its headline, its paragraphs. All invented.
struct Story {
    language: &'static str,
    title: &'static str,
    paragraphs: &'static [&'static str],
}

const STORIES: [Story; 6] = [
    Story {
        language: "en",
        title: "Ferry stays in port as crew refuses engine",
        paragraphs: &[
            "The night ferry to Norvik stayed in port on Tuesday after its crew refused to sail with an engine that had failed twice in a week, the line said.",
            "“Nobody on this ship is a hero, and nobody should have to be,” said the chief engineer, Maud Ekkeren, who had written to the line in October.",
            "Four hundred passengers were put up in hotels and a sports hall. A second ship, the Halland, was to take them across on Wednesday morning, weather permitting.",
            "The line said that the engine had been passed by an inspector on Friday. The inspectorate said that it had looked at another one.",
        ],
    },
    Story {
        language: "de",
        title: "Stadtrat von Ostgate streicht die Nachtbusse",
        paragraphs: &[
            "Der Stadtrat von Ostgate hat am Mittwoch mit knapper Mehrheit beschlossen, die Nachtbusse in die westlichen Vororte zum Jahresende einzustellen.",
            "„Wir fahren leere Busse durch dunkle Dörfer“, sagte der Kämmerer Jost Ahrendt. Die Linien kosteten im Jahr 1,4 Millionen Kronen, bei 31 Fahrgästen je Nacht.",
            "Die Verkehrsbetriebe hatten vor dem Beschluss gewarnt: Wer nachts im Hafen arbeite, komme dann nicht mehr nach Hause, sagte ihre Sprecherin, Käthe Brunn.",
        ],
    },
    Story {
        language: "ru",
        title: "Мост через Сарну закрыли на ремонт",
        paragraphs: &[
            "Старый мост через Сарну закрыли в понедельник для всех машин, сообщила городская управа Вестреля, после того как инженеры нашли трещины в двух опорах.",
            "«Мы не можем ждать весны, — сказала главный инженер города Нина Горлова. — Лёд придёт раньше, чем деньги, и тогда ремонтировать будет уже нечего».",
            "Автобусы пойдут в объезд через нижний мост, что добавит к дороге около сорока минут, а пешеходам оставят узкий проход с северной стороны.",
        ],
    },
    Story {
        language: "ar",
        title: "ميناء أنسي يعيد فتح رصيفه الشمالي",
        paragraphs: &[
            "أعادت سلطة ميناء أنسي فتح الرصيف الشمالي صباح الثلاثاء، بعد ثلاثة أشهر من العاصفة التي هدمت أربعين مترا من جداره، وفق بيان نشرته السلطة.",
            "وقالت رئيسة السلطة إيناس هلوران إن الغواصين فحصوا كل حجر في الأساس، وإن السفن الكبيرة لن تعود إليه قبل نهاية الشهر المقبل، حفاظا على السلامة.",
            "وانتظر الصيادون عند البوابة منذ الفجر، وقال أحدهم، واسمه سالم بدر، إنه خسر نصف دخله في هذه المدة، ولم يسأله أحد عن ذلك حتى اليوم.",
        ],
    },
    Story {
        language: "ja",
        title: "港町の灯台、百年ぶりに塗り替え",
        paragraphs: &[
            "北浜の港に立つ灯台の塗り替え工事が、火曜日に始まった。市によると、外壁をすべて塗り直すのは百二年ぶりで、工事は来年の三月まで続く見込みだ。",
            "「子どものころから白い灯台しか見たことがない」と、近くで食堂を営む水野はるさんは話した。足場が外れるまで、灯りは小さな船の上から照らされるという。",
            "費用はおよそ四千万円で、半分は町の人たちの寄付で集まった。市の担当者は、色は昔の写真をもとに選んだと説明し、完成を楽しみに待ってほしいと語った。",
        ],
    },
    Story {
        language: "hi",
        title: "सरन घाटी में रात की रेल फिर चलेगी",
        paragraphs: &[
            "सरन घाटी में रात की रेल उन्नीस साल बाद मई से फिर चलेगी, रेल कंपनी ने सोमवार को बताया, और हर शाम शनिवार को छोड़कर दो गाड़ियाँ रवाना होंगी।",
            "“मैंने उन्नीस साल तक अपनी पत्नी से कहा कि मैं काम पर जा रहा हूँ,” सेवानिवृत्त सिग्नलमैन ओम ब्रेक ने कहा। “अब पता चला कि मैं सचमुच जा रहा था।”",
            "टिकट मार्च में बिकने लगेंगे। कंपनी को पहले साल एक लाख बीस हज़ार यात्रियों की उम्मीद है, और उसने कहा कि गाड़ियाँ चलती रखने के लिए आधे भी काफ़ी होंगे।",
        ],
    },
];

/// What stands on the pages beside the stories, none of which may come with one.
const AROUND: [&str; 9] = [
    "We value your privacy",
    "Reader Bartok77 wrote",
    "More from this section",
    "Sign up for the evening letter",
    "Subscribe to read on",
    "Skip to content",
    "All rights reserved",
    "Advertisement",
    "Share on",
];

fn each(story: &Story, open: &str, close: &str) -> String {
    story.paragraphs.iter().fold(String::new(), |mut out, p| {
        let _ = writeln!(out, "{open}{p}{close}");
        out
    })
}

fn page(story: &Story, head: &str, body: &str) -> String {
    let Story { language, title, .. } = story;
    format!(
        "<!DOCTYPE html><html lang='{language}'><head><meta charset='utf-8'><title>{title} – Kestrel Courier</title>\
         <meta property='og:title' content='{title}'>{head}</head><body>{body}\
         <footer class='site-footer'><p>All rights reserved, Kestrel Courier, in this and every other town.</p></footer></body></html>"
    )
}

const SKIP: &str = "<a class='skip-link' href='#main'>Skip to content</a><header class='site-header'><nav><a href='/'>Home</a><a href='/t'>Town</a><a href='/c'>Coast</a></nav></header>";
const AD: &str =
    "<div class='ad ad-slot' id='ad-1'><span>Advertisement</span><a href='/ad'><img src='/ad.gif'></a></div>";
const SHARE: &str = "<div class='share-tools'><a href='/f'>Share on Flock</a> <a href='/m'>Share on Murmur</a></div>";
const LETTER: &str = "<section class='newsletter'><h3>Sign up for the evening letter</h3><form><input type='email'><button>Sign up</button></form></section>";

fn more() -> String {
    let teaser =
        |n: usize| format!("<li><a href='/more/{n}'>More from this section: story number {n} of this week</a></li>");
    format!("<aside class='related'><ul>{}</ul></aside>", (0..8).map(teaser).collect::<String>())
}

fn comments(many: usize) -> String {
    let one = |n: usize| {
        format!(
            "<li class='comment'><p>Reader Bartok77 wrote, for the {n}th time: I have said so for years, and nobody listens, and so it will go on, and the town will pay for it as it always has.</p></li>"
        )
    };
    format!(
        "<section id='comments' class='comments-area'><ol class='comment-list'>{}</ol></section>",
        (0..many).map(one).collect::<String>()
    )
}

const BUILDS: [&str; 20] = [
    "consent-wall",
    "live",
    "gallery",
    "comments",
    "amp",
    "results-table",
    "scripted-data",
    "data-and-teaser",
    "grid",
    "cards",
    "bulletin",
    "numbered",
    "hidden-boxes",
    "web-component",
    "custom-divs",
    "infinite",
    "print",
    "wiki",
    "letters-around",
    "ads-between",
];

fn build(name: &str, story: &Story) -> String {
    let (title, p) = (story.title, each(story, "<p>", "</p>"));
    let h1 = format!("<h1>{title}</h1>");
    let with = |inner: &str| format!("{SKIP}{inner}{SHARE}{}{LETTER}", more());
    let body = match name {
        "consent-wall" => format!(
            "<div class='cmp-overlay' role='dialog'><h2>We value your privacy</h2><p>We value your privacy, and 812 partners value it too. They store things on your device, for as long as they like, and you can say so here.</p><button>Yes</button></div>{}",
            with(&format!("<main><article>{h1}{p}</article></main>"))
        ),
        "live" => {
            let posts = story.paragraphs.iter().enumerate().fold(String::new(), |mut out, (n, p)| {
                let _ = write!(out, "<div class='live-post' id='p{n}'><time>1{n}:05</time><div class='live-post-body'><p>{p}</p></div></div>");
                out
            });
            with(&format!("<article class='liveblog'>{h1}<div class='live-posts'>{posts}</div></article>"))
        }
        "gallery" => {
            let pictures = story.paragraphs.iter().enumerate().fold(String::new(), |mut out, (n, p)| {
                let _ = write!(
                    out,
                    "<figure><img src='/{n}.jpg' alt=''><figcaption>Picture {n}</figcaption></figure><p>{p}</p>"
                );
                out
            });
            with(&format!("<article class='gallery'>{h1}{pictures}</article>"))
        }
        "comments" => with(&format!("<article><div class='article__body'>{h1}{p}</div></article>{}", comments(40))),
        "amp" => with(&format!(
            "<amp-sidebar id='s'><ul><li><a href='/'>Home</a></li></ul></amp-sidebar><article>{h1}<amp-ad width='300' height='250'>Advertisement</amp-ad><div class='amp-body'>{p}</div></article>"
        )),
        "results-table" => with(&format!(
            "<article>{h1}{p}<table><tr><th>Ship</th><th>Days late</th></tr><tr><td>Halland</td><td>3</td></tr></table></article>"
        )),
        "scripted-data" => format!("{SKIP}<div id='root'></div><script>window.app = true</script>"),
        "data-and-teaser" => with(&format!(
            "<article>{h1}<p>{}</p><div class='paywall'><p>Subscribe to read on, for one crown a month.</p></div></article>",
            story.paragraphs[0]
        )),
        "grid" => with(&format!(
            "<div class='row'><div class='col-3'>{}</div><div class='col-6'>{h1}<div>{p}</div></div><div class='col-3'>{AD}</div></div>",
            more()
        )),
        "cards" => {
            let cards =
                each(story, "<div class='card'><div class='card-body'><p class='card-text'>", "</p></div></div>");
            with(&format!("<main id='main'>{h1}<div class='cards'>{cards}</div></main>"))
        }
        "bulletin" => with(&format!("<main>{h1}<pre class='bulletin'>{}</pre></main>", story.paragraphs.join("\n\n"))),
        "numbered" => {
            with(&format!("<article>{h1}<ol class='story'>{}</ol></article>", each(story, "<li><p>", "</p></li>")))
        }
        "hidden-boxes" => with(&format!(
            "<article>{h1}<div class='modal' hidden><p>Sign up for the evening letter, which comes when the day is done and tells what it brought.</p></div>{p}<div style='display:none'><p>Subscribe to read on, for one crown a month, and for two in the second year.</p></div></article>"
        )),
        "web-component" => {
            with(&format!("<kc-article><kc-headline>{h1}</kc-headline><kc-body>{p}</kc-body></kc-article>"))
        }
        "custom-divs" => with(&format!(
            "<div class='x1 y2'>{h1}<div class='z3'>{}</div></div>",
            each(story, "<div class='q7'>", "</div>")
        )),
        "infinite" => with(&format!(
            "<article id='first'>{h1}{p}</article><div class='infinite-next'><h2>More from this section</h2><p>More from this section is on its way, and will be here when you have read to the end.</p></div>"
        )),
        "print" => format!("{h1}<hr>{p}<hr>"),
        "wiki" => with(&format!(
            "<div id='content'><div id='bodyContent'>{h1}<div class='mw-parser-output'>{p}</div></div></div>"
        )),
        "letters-around" => format!("{SKIP}{LETTER}{}<article>{h1}{LETTER}{p}{LETTER}</article>{LETTER}", more()),
        _ => {
            let between = story.paragraphs.iter().fold(String::new(), |mut out, p| {
                let _ = write!(out, "<p>{p}</p>{AD}");
                out
            });
            with(&format!("<article>{h1}<div class='body'>{between}</div></article>"))
        }
    };
    let head = match name {
        "scripted-data" | "data-and-teaser" => format!(
            "<script type='application/ld+json'>{}</script>",
            serde_json::json!({"@context": "https://schema.org", "@graph": [{"@type": "WebSite", "name": "Kestrel Courier"}, {"@type": "NewsArticle", "headline": title, "isAccessibleForFree": name == "scripted-data", "articleBody": story.paragraphs.join("\n\n")}]})
        ),
        _ => String::new(),
    };
    page(story, &head, &body)
}

/// The paragraphs that a page shows; of one that is to be paid for, the first, whatever it has for machines.
fn wanted<'s>(name: &str, story: &'s Story) -> &'s [&'s str] {
    if name == "data-and-teaser" { &story.paragraphs[..1] } else { story.paragraphs }
}

/// What is wrong with what was found on a page; nothing, where all of the story came, in order, and nothing of what stands
/// around it.
fn wrong(page: &str, wanted: &[&str]) -> Option<String> {
    let Extracted::Article(article) = extract(page, Some("https://courier.example/1")) else {
        return Some("nothing".into());
    };
    let mut from = 0;
    for (n, p) in wanted.iter().enumerate() {
        match article.text.get(from..).and_then(|rest| rest.find(p)) {
            Some(at) => from += at + p.len(),
            None => return Some(format!("paragraph {n} is missing")),
        }
    }
    AROUND.iter().find(|words| article.text.contains(**words)).map(|words| format!("“{words}” came with it"))
}

#[test]
fn ninety_five_of_a_hundred_hard_pages_give_their_story_and_nothing_else() {
    let mut missed = Vec::new();
    for name in BUILDS {
        for story in &STORIES {
            if let Some(why) = wrong(&build(name, story), wanted(name, story)) {
                missed.push(format!("{name} {}: {why}", story.language));
            }
        }
    }
    let all = BUILDS.len() * STORIES.len();
    assert!(missed.len() * 20 <= all, "{} of {all}:\n{}", missed.len(), missed.join("\n"));
}

#[test]
fn pages_that_hold_no_story_say_so() {
    let story = &STORIES[0];
    let frames = "<frameset cols='20%,80%'><frame src='/menu.html'><frame src='/story.html'></frameset>";
    for body in [frames, "<div id='root'></div><noscript>Please switch scripts on.</noscript>", &more(), &comments(1)] {
        assert!(matches!(extract(&page(story, "", body), None), Extracted::Nothing(_)), "{body:.60}");
    }
}
