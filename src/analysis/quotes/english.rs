//! The words of English, by class.

use crate::analysis::quotes::lexicon as c;
use crate::analysis::quotes::nations::NATIONS;
use crate::analysis::quotes::tokens::{Kind, Token};
use std::sync::LazyLock;

/// The lexicon of English, filled on first use.
pub(super) static ENGLISH: LazyLock<c::Lexicon> = LazyLock::new(|| {
    let mut lexicon = c::Lexicon::new(ROWS);
    for (_, people) in NATIONS {
        lexicon.fill(c::NATION, people);
    }
    lexicon
});

static ROWS: &[(c::Class, &str)] = &[
    (
        c::SAY,
        "said says say added adds replied replies responded responds continued continues concluded concludes stated \
         wrote writes tweeted tweets posted retweeted explained explains declared declares argued argues argue \
         insisted insists acknowledged acknowledges admitted admits exclaimed asserted asserts recalled recalls \
         joked jokes quipped remarked remarks observed observes countered counters shouted shouts yelled \
         proclaimed proclaims lamented laments conceded concedes contended contends reiterated reiterates \
         emphasized emphasised stressed stresses stress cautioned cautions predicted predicts testified testifies confided \
         mused muses opined boasted boasts complained complains warned warns vowed vows pledged pledges alleged \
         alleges claimed maintained maintains chanted chants recounted deadpanned fumed thundered snapped \
         retorted tweeting answered answers interjected chimed bragged whispered screamed cried commented \
         elaborated clarified affirmed reaffirmed announced announces believes \
         quoth gushed implored pleaded mumbled muttered repeated repeats began asked asks ask advised urged \
         urges denied denies suggested suggests suggest noted notes wondered wonders wonder thought estimated \
         relayed hinted summed protested reasoned speculated theorized apologized boomed bellowed hissed \
         growled sighed laughed teased taunted reminded reminds assured assures informed informs guessed charged fretted chuckled gushed huffed sniffed scoffed wailed murmured offered cracked vented crowed roared ventured enthused intoned shot \
         advises affirms reaffirms speculated speculates theorizes clarifies elaborates exclaims fumes gushes pleads opines quips \
         muses mumbles mutters proclaims recounts retorts retweets screams yells whispers snaps scoffs sighs interjects confides \
         enthuses deadpans brags begged begs counseled counsels marveled marvels sneered sneers grumbled grumbles groaned griped \
         barked blurted jeered kidded preached riffed swore swears volunteered wisecracked exhorted exhorts inquired inquires \
         interrupted interrupts rejoined editorialized scribbled crows roars thunders apologizes \
         emailed texted messaged captioned",
    ),
    (c::SAY | c::TELL, "told tells tell informed reminded assured"),
    (
        c::SAY | c::AMBIGUOUS,
        "claims claim reports report reported tweets comments notes states state counters answers laments remarks cries reads read \
         thinks think feel feels promises promised",
    ),
    (
        c::WEAK,
        "called calls call described describes describe accused accuses criticized criticised criticizes blasted \
         blasts slammed slams mocked mocks ridiculed ridicules denounced denounces condemned condemns praised \
         praises hailed hails lauded dismissed dismisses attacked attacks blamed blames cited cites labeled \
         labelled labels branded brands termed terms characterized characterised compared compares \
         referred refers pointed points spoke speaks talked talks touted touts promoted promotes promises \
         proposed proposes defended defends expressed expresses invoked rejected rejects questioned questions \
         challenged challenges demanded demands offered offers characterizes likened likens derided \
         decried decries chided chides rebuked scolded bemoaned assailed assails lambasted ripped rips railed \
         lashed hit knocked portrayed portrays depicted painted paints cast considers considered sees saw \
         deemed found finds ruled rules held concurred agreed agrees agree disagreed signaled signalled indicated \
         indicates revealed reveals confirmed confirms disclosed detailed outlined outlines discussed addressed mentioned mentions \
         quoted quotes joined signed sent issued released delivered gave put puts made laid welcomed \
         encouraged appealed sought hoped hopes wants wanted hope feared fears doubted felt knew known \
         believed believe expects expected thanked congratulated apologized asserted credited singled \
         joined introduced responded tweeted apologised voiced echoed shot fired hurled unleashed ranted \
         opened closed ended finished ordered instructed invited recommends recommended threatened \
         threatens intends intended plans planned meant means dubbed dubs nicknamed named refused refuses declined declines \
         show shows showed shown insist acknowledge write warn deny conclude argue declare note explain complain recall \
         predict respond assert contend lament maintain allege testify vow boast joke admit concede caution implore \
         accuse criticize criticise denounce condemn praise dismiss blame cite compare reject question demand \
         propose defend express describe supports endorsed opposed oppose opposes backed favors emphasizes \
         emphasize highlighted highlights implied implies echoed alludes alluded applauded applauds heralded remembers remembered \
         admonished lectured pressed quizzed berated took used uses using trumpeted \
         assails bemoans berates chides concurs depicts derides disagrees discloses encourages endorses heralds hits hurls instructs \
         invokes lambastes lauds nicknames portrays rails rants rebukes refers rips scolds signals trumpets unleashes welcomes admonishes",
    ),
    (
        c::PARTICIPLE,
        "saying adding telling calling describing writing declaring arguing insisting noting warning asking \
         claiming stating explaining suggesting tweeting accusing blasting mocking dismissing citing \
         labeling labelling branding referring pointing promising vowing pledging urging demanding denouncing \
         condemning criticizing praising hailing characterizing comparing likening proclaiming responding \
         replying concluding continuing chanting shouting yelling screaming joking quipping stressing \
         emphasizing reiterating acknowledging admitting conceding predicting complaining lamenting \
         boasting asserting alleging contending maintaining testifying cautioning blaming mentioning \
         deriding slamming ridiculing rejecting questioning challenging threatening dubbing terming \
         deeming touting quoting announcing remarking speaking commenting observing recalling wondering \
         advising decrying bemoaning reading showing hoping fearing applauding thanking referencing reminding implying echoing \
         alluding attacking highlighting proposing defending reporting expressing informing invoking lambasting \
         lashing yelling singing signaling indicating revealing confirming detailing wondering assuring \
         admonishing affirming agreeing answering apologizing begging bragging clarifying confiding countering crying denying \
         encouraging estimating exclaiming exhorting griping grumbling imploring instructing interjecting lauding opining painting \
         pleading portraying protesting railing ranting reaffirming rebuking recounting recommending repeating retorting retweeting \
         scolding speculating taunting teasing texting theorizing thinking using whispering",
    ),
    (c::ACCORDING, "according"),
    (c::PRONOUN | c::MALE, "he"),
    (c::PRONOUN | c::FEMALE, "she"),
    (
        c::PRONOUN,
        "i it he'd he'll she'd she'll he's she's i'm i've i'd it's everyone everybody nobody someone somebody another",
    ),
    (c::PRONOUN | c::PLURAL, "they we you they're we're they've we've you're"),
    (
        c::DETERMINER,
        "the a an this these those his her their its our my your some many several one two three four five six \
         another each every both all no any most few other others more dozens hundreds thousands critics",
    ),
    (c::DETERMINER | c::THAT, "that"),
    (
        c::TITLE | c::ABBREVIATION | c::ROLE,
        "sen. rep. gov. gen. col. lt. maj. capt. sgt. rev. prof. del. atty. pres. adm. cmdr. supt. insp. det. \
         sens. reps. govs. hon.",
    ),
    (c::TITLE | c::ABBREVIATION | c::COURTESY, "dr. st. messrs."),
    (c::TITLE | c::ABBREVIATION | c::COURTESY | c::MALE, "mr."),
    (c::TITLE | c::ABBREVIATION | c::COURTESY | c::FEMALE, "mrs. ms."),
    (c::TITLE | c::COURTESY | c::MALE, "mr sir lord"),
    (c::TITLE | c::COURTESY | c::FEMALE, "mrs ms miss dame lady"),
    (c::TITLE | c::COURTESY, "dr"),
    (
        c::TITLE | c::ROLE,
        "president prime minister senator sen rep representative governor gov general gen colonel col \
         lieutenant captain capt major sergeant sgt corporal admiral commander reverend professor prof judge justice \
         secretary ambassador mayor sheriff chief officer detective inspector superintendent constable chancellor premier pope archbishop \
         bishop cardinal rabbi imam ayatollah father sister congressman congresswoman assemblyman councilman \
         councilwoman councillor councilor alderman attorney coach director chairman chairwoman chair speaker \
         vice deputy foreign finance defense defence interior king queen prince princess emir sheikh sultan \
         emperor baroness baron count duke duchess treasurer commissioner",
    ),
    (
        c::ROLE,
        "spokesman spokeswoman spokesperson spokesmen spokespeople spokespersons official officials aide aides \
         adviser advisor advisers advisors analyst analysts expert experts lawyer lawyers attorney attorneys \
         candidate candidates nominee nominees leader leaders lawmaker lawmakers senators representatives \
         governors mayors ministers minister presidents democrat democrats republican republicans conservative \
         conservatives liberal liberals activist activists organizer organizers organiser organisers strategist \
         strategists consultant consultants pollster pollsters economist economists historian historians \
         scientist scientists researcher researchers professor professors teacher teachers student students \
         doctor doctors nurse nurses surgeon physician physicians author authors writer writers editor editors \
         reporter reporters journalist journalists columnist correspondent host anchor commentator \
         manager managers executive executives ceo cfo founder founders co-founder owner owners \
         businessman businesswoman mogul billionaire banker trader investor investors dealer farmer farmers \
         worker workers driver drivers pilot fisherman soldier soldiers veteran veterans officer officers \
         policeman policewoman detective investigator investigators prosecutor prosecutors diplomat diplomats \
         envoy negotiator ambassadors judge judges justices witness witnesses victim victims resident residents \
         neighbor neighbour neighbors neighbours voter voters supporter supporters protester protesters \
         protestors demonstrator demonstrators critic critics opponent opponents opposition rival rivals ally allies \
         man woman men women boy girl mother father son daughter brother sister wife husband widow parent parents friend friends \
         person people source sources insider insiders member members chief chiefs head boss captain coach \
         manager player striker goalkeeper defender midfielder singer actor actress musician artist director producer \
         comedian star frontrunner front-runner winner loser hopeful contender newcomer incumbent \
         delegate delegates superdelegate donor donors volunteer volunteers hacker pastor priest preacher \
         boxer climber marcher hiker surfer runner rider cyclist racer keeper ranger warden clerk cashier tailor butcher fireman \
         colleague colleagues relative relatives villager villagers local locals child children stylist florist dentist vet barber gardener courier porter midwife typist swimmer rower skier \
         user users customer customers passenger passengers patient patients survivor survivors refugee refugees \
         migrant migrants immigrant commander commanders fighter fighters rebel rebels militant militants \
         treasurer trustee partner fellow scholar academic lecturer dean chairperson counsel counselor \
         mate running-mate operative operatives staffer staffers assistant administrator commissioner inspector \
         coroner paramedic firefighter rescuer meteorologist forecaster geologist seismologist biologist \
         engineer architect designer developer landlord tenant shopkeeper fan fans spectator nun monk \
         statesman tycoon vicar painter mp mps mediator striker guard guest master agent trainer baker whistleblower \
         bishop referee umpire jockey skipper sailor captain mechanic electrician plumber builder miner miners curator \
         librarian poet playwright composer conductor dancer chef waiter novelist photographer biologist chemist \
         physicist astronomer astronaut rancher grower brewer retiree pensioner campaigner campaigners ombudsman \
         speaker governor-general premier chairholder deputy marshal czar secretary ex-wife ex-president vice-president successor predecessor co-author narrator moderator questioner caller heckler crowd audience",
    ),
    (
        c::CALLING,
        "drummer guitarist bassist pianist violinist cellist saxophonist trumpeter organist rapper songwriter vocalist frontman \
         soprano baritone choreographer filmmaker screenwriter sculptor illustrator cartoonist publicist promoter presenter \
         newsreader blogger vlogger influencer youtuber podcaster streamer headteacher headmaster headmistress schoolgirl \
         schoolboy schoolteacher pupil graduate undergraduate apprentice intern grandfather grandmother grandson granddaughter \
         grandparent uncle aunt nephew niece cousin fiance fiancé fiancee fiancée girlfriend boyfriend stepfather stepmother \
         stepson stepdaughter godfather godmother mother-in-law father-in-law son-in-law brother-in-law sister-in-law \
         daughter-in-law toddler teenager teen orphan lifeguard carer caregiver childminder nanny housewife handyman caretaker \
         janitor cleaner plasterer roofer joiner welder bricklayer labourer laborer trucker cabbie dispatcher steward \
         stewardess mathematician statistician botanist cleric clergyman clergywoman chaplain curate deacon friar abbot abbess \
         missionary evangelist theologian mullah prelate pontiff monarch medalist medallist winger fullback quarterback pitcher \
         catcher shortstop outfielder infielder linebacker cornerback lineman batsman bowler batter wicketkeeper flanker \
         fly-half scrum-half sprinter hurdler athlete gymnast wrestler fencer golfer caddie footballer cricketer \
         playmaker teammate bandmate flatmate roommate classmate backbencher frontbencher legislator parliamentarian convener \
         convenor viscount marquess countess solicitor barrister litigator magistrate jurist bailiff juror defendant suspect \
         plaintiff claimant convict inmate prisoner gunman hitman assailant attacker killer murderer rapist robber burglar \
         fraudster conman hijacker kidnapper bomber arsonist poacher smuggler trafficker gangster mobster jihadist islamist \
         extremist terrorist separatist insurgent commando paratrooper airman seaman gunner sniper oligarch magnate \
         entrepreneur industrialist financier broker stockbroker accountant auditor bookkeeper actuary retailer grocer \
         fishmonger winemaker vintner distiller publican bartender barista innkeeper hotelier restaurateur caterer \
         conservationist environmentalist naturalist beekeeper herder cowboy angler gamekeeper forester lumberjack \
         agronomist veterinarian pediatrician paediatrician obstetrician psychiatrist therapist pharmacist optician \
         anaesthetist matron medic archaeologist linguist translator interpreter philosopher geographer asylum-seeker homeowner \
         householder landowner landlady shareholder taxpayer ratepayer commuter motorist pedestrian bystander onlooker \
         eyewitness churchgoer parishioner worshipper pilgrim tourist holidaymaker visitor traveler traveller camper jogger \
         skydiver mountaineer skater snowboarder widower divorcee bridegroom newlywed spouse inventor explorer adventurer \
         cosmonaut aviator navigator crewman deckhand recruiter fundraiser philanthropist benefactor chancellor provost rector \
         bursar registrar tutor instructor educator mentor archivist biographer essayist publisher lyricist dramatist humorist \
         satirist magician clown acrobat supermodel stuntman stuntwoman ballerina hairdresser beautician jeweller jeweler \
         goldsmith blacksmith watchmaker shoemaker cobbler seamstress programmer coder technician protege protégé \
         loyalist bodyguard chauffeur butler housekeeper maid arbitrator lobbyist shop-steward marksman policymaker rulemaker \
         peacekeeper biker ironworker postman postwoman milkman fireman salesman saleswoman salesperson craftsman tradesman \
         sportsman sportswoman anchorman anchorwoman cameraman foreman repairman councilmember assemblymember assemblywoman \
         selectman clergy nobleman layman president-elect mayor-elect governor-elect senator-elect \
         chancellor-elect prime-minister-elect co-pilot headhunter hostage captive",
    ),
    (
        c::CALLING,
        "forward seed principal champion champ peer whip runner-up qualifier starter tackle prop private marine model moderate \
         progressive royal canon twin rookie ace groom patron pioneer leftist rightist centrist nationalist populist socialist \
         communist marxist libertarian anarchist feminist unionist diver tenor bride baby thief lover \
         mistress regular recruit accused \
         alderman provost viscount marquess countess knight baronet hopeful favourite favorite outsider underdog \
         titleholder substitute number-one veteran",
    ),
    (
        c::RANK,
        "monsignor msgr commodore brigadier rev det ch insp supt dci cllr alderperson alderwoman sgt cpl pte brig datuk datin dato' \
         seri tengku tunku",
    ),
    (c::REALM, "prince princess king queen duke duchess earl marquess countess"),
    (c::CALLING | c::BODY, "regulator broadcaster watchdog airline charity operator"),
    (
        c::GUILD,
        "news post times tribune herald gazette journal society guild trust college school church museum library theatre theater synod observatory",
    ),
    (
        c::ROLE | c::MALE,
        "spokesman man boy father son brother husband businessman chairman congressman policeman king prince actor fisherman gentleman",
    ),
    (
        c::ROLE | c::FEMALE,
        "spokeswoman woman girl mother daughter sister wife businesswoman chairwoman congresswoman policewoman queen princess actress widow",
    ),
    (
        c::BODY,
        "campaign government ministry department administration committee commission council court courts tribunal \
         company firm corporation group groups party parties union unions association agency agencies \
         authority authorities police army military navy force forces hospital university institute \
         institution center centre foundation organization organisation network newspaper paper magazine site \
         website blog channel station bank board bureau office team club federation league senate congress parliament \
         house cabinet coalition alliance movement union charity embassy consulate palace kremlin pentagon \
         fund treasury exchange airline operator regulator watchdog panel camp staff jury prosecution \
         defence defense outlet publication crowd pac gop dnc rnc un nato eu media television tv radio broadcaster",
    ),
    (
        c::PAPER,
        "statement letter report memo email e-mail emails message tweet post posting article editorial column essay op-ed \
         ad advertisement commercial video speech transcript document documents filing filings complaint lawsuit \
         suit indictment affidavit ruling opinion order petition resolution communique communiqué press \
         release study survey poll review book bill law sign signs banner banners poster headline caption text note \
         spot audit brief motion decision verdict summary analysis website page",
    ),
    (
        c::AUXILIARY,
        "has have had having is are was were be been being am do does did will would can could may might shall should must \
         didn't doesn't don't won't wouldn't can't cannot couldn't isn't aren't wasn't weren't hasn't haven't hadn't \
         'll 've 'd 're to not never",
    ),
    (c::BEING, "is are was were be been being am isn't wasn't aren't weren't"),
    (c::BY, "by"),
    (
        c::LABEL,
        "called calls call calling described describes describing dubbed dubbing dubs branded branding brands labeled labelled labels \
        labeling labelling referred refers referring characterized characterizes characterizing termed terming deemed deeming \
        slammed slams slamming blasted blasts blasting denounced denounces denouncing dismissed dismisses dismissing derided deriding mocked mocks \
        mocking ridiculed ridiculing accused accuses accusing criticized criticizes criticizing condemned condemns condemning praised praises \
        praising hailed hails hailing declared declaring likened likening compared comparing nicknamed portrayed lambasted decried decrying decries \
         welcomed welcomes applauded applauds applauding lauded lauds lauding bemoaned bemoans bemoaning",
    ),
    (
        c::OFFICE,
        "state treasury defense defence energy justice education commerce labor agriculture transportation interior staff",
    ),
    (
        c::PLACE,
        "united republic kingdom emirates states islands island new north south east west northern southern eastern western \
         central upper lower great arab african city county saint st. san santa los las el hong kong town village suburb \
         province region district country nation port resort harbour harbor borough",
    ),
    (c::WITH, "with"),
    (
        c::PLURAL,
        "these those some many several one two three four five six others critics thousands hundreds dozens most all both few more any",
    ),
    (c::DETERMINER | c::MALE, "his"),
    (c::DETERMINER | c::FEMALE, "her"),
    (
        c::ADVERB,
        "also then later still once again now just even often always ever only too soon first twice further \
         therefore however nevertheless nonetheless meanwhile instead simply already previously recently then \
         thus yet perhaps maybe indeed moreover afterward afterwards earlier there here back next so both \
         elsewhere overall besides otherwise rather quite very",
    ),
    (
        c::VERB,
        "won lost went came ran got became took gave made met kept left led rose fell stood sat flew drove broke chose grew \
         threw wore drew hung ate drank slept woke paid built bought sold taught caught fought brought rode swam swung \
         spent hid hurt cut let set beat bet burst quit split spread shut stuck struck won wins loses goes comes runs gets",
    ),
    (c::VERB, "family early friendly daily only reply rally ally july italy elderly assembly monthly weekly"),
    (
        c::TIME,
        "monday tuesday wednesday thursday friday saturday sunday january february march april may june july \
         august september october november december jan. feb. mar. apr. jun. jul. aug. sept. sep. oct. nov. dec. \
         yesterday today tomorrow tonight week month year weekend morning afternoon evening night last \
         mondays sundays days weeks months years hours minutes day hour minute ago",
    ),
    (
        c::ABBREVIATION,
        "jan. feb. mar. apr. aug. sept. oct. nov. dec. u.s. u.k. u.n. e.u. d.c. vs. inc. corp. co. ltd. no. jr. sr. \
        bros. ave. blvd. calif. fla. mass. pa. va. tenn. wash. wis. minn. mich. ill. ind. ariz. colo. conn. ga. ky. la. md. \
        mo. mont. neb. nev. okla. ore. ark. ala. del. vt. wyo. n.y. n.j. n.h. n.c. s.c. n.m. r.i. a.m. p.m. etc. e.g. i.e. approx. est. ph.d. dept. gop.",
    ),
    (c::SUFFIX | c::ABBREVIATION, "jr. sr."),
    (c::SUFFIX, "jr sr ii iii iv"),
    (
        c::PREPOSITION,
        "of for in on at by with from to about against after before during between among into onto over under \
         through throughout without within despite across toward towards upon near behind beside besides beyond per via \
         including regarding concerning amid amidst around outside inside like off out up down alongside except",
    ),
    (c::OF, "of"),
    (c::AND, "and but or nor"),
    (
        c::SUBORDINATOR,
        "because while if when where whereas although though since unless until till whether as than after before \
         once so why whenever",
    ),
    (c::SUBORDINATOR | c::THAT, "how what"),
    (c::RELATIVE, "who which whose whom"),
    (c::PARTICLE, "de del della di da do dos van von der den bin bint ibn al el la le abu ben ter ten"),
    (
        c::SPEECH,
        "statement statements remark remarks comment comments claim claims call calls vow pledge promise promises \
         description words word phrase slogan motto catch-phrase catchphrase message warning question answer reply response \
         tweet speech interview argument assertion declaration suggestion criticism accusation line view \
         belief nickname label chant chants term quote quip joke characterization contention mantra appeal apology announcement assessment \
         letter note op-ed memo plea complaint charge insistence refrain retort rhetoric plan",
    ),
    (
        c::NAMING,
        "dubbed so-called titled entitled named nicknamed called known term phrase word words slogan motto labeled \
         hashtag acronym codenamed codename branded operation entitled headlined captioned",
    ),
    (
        c::WORK,
        "film movie book novel song album show series sitcom podcast program programme documentary play musical \
         magazine newspaper episode drama thriller comedy poem painting track single memoir biography game \
         broadcast cbs's nbc's abc's cnn's msnbc's hbo's bbc's",
    ),
    (
        c::FOREIGN,
        "der das und nicht ist den dem ein eine el los las del que una uno por para con est les des une dans pour le la il lo gli che non della sono het een niet och att som \
         det ett ikke og ikke jag han hun er ne pas du au wir ich sie",
    ),
    (
        c::MALE,
        "anton ruben samuel harald jonas dario mirko felix hugo otto emil erik lars sven nils olaf ole tove arne bjorn jens finn \
         gilles jacques marcel andre luc dmitri pavel viktor yuri oleg piotr tomas jan jiri marek ivo karel stefano giovanni luigi marco \
         pablo diego javier fernando rafael kofi kwame tariq hamid yusuf khaled samir faisal john james robert michael william david richard joseph thomas charles christopher daniel matthew anthony \
         donald mark paul steven andrew kenneth george joshua kevin brian edward ronald timothy jason jeffrey \
         ryan gary nicholas eric stephen jonathan larry justin scott brandon frank benjamin gregory raymond \
         samuel patrick alexander jack dennis jerry bill bob jim joe tom mike dan steve ted tim ben chris matt \
         tony rick nick greg sam pete peter bernie barack marco rand jeb lindsey mitch harry chuck newt rudy carlos juan \
         jose luis pedro miguel antonio mario ahmed mohammed muhammad mohamed ali hassan hussein omar ibrahim \
         vladimir sergei dmitry ivan boris igor jean pierre francois hans klaus karl fritz stefan jürgen \
         alan simon martin philip graham ian neil colin keith kyle adam aaron nathan henry arthur albert \
         oscar hugo leo max felix lucas liam noah ethan owen dylan sean shawn craig doug roger walter wayne ralph \
         roy eugene louis russell bobby billy johnny jimmy willie ken ron don ray fred phil stan vince antony emmanuel olaf rishi keir narendra",
    ),
    (
        c::FEMALE,
        "lydia petra ines elke hilda nadia carla tove astrid greta heidi ingrid ilse renate ursula birgit monika katarina magda \
         zofia elif aylin mina noor amina zainab chiara giulia paola lucia carmen pilar dolores yuki mei mary patricia jennifer linda elizabeth barbara susan jessica sarah karen lisa nancy betty margaret sandra \
         ashley kimberly emily donna michelle carol amanda melissa deborah stephanie rebecca sharon laura cynthia \
         kathleen amy angela shirley anna brenda pamela emma nicole helen samantha katherine christine debra \
         rachel carolyn janet catherine maria heather diane ruth julie olivia joyce virginia victoria kelly \
         lauren christina joan evelyn judith megan andrea cheryl hannah jacqueline martha gloria teresa ann \
         sara madison frances kathryn janice jean alice abigail julia judy sophia grace denise amber doris marilyn \
         danielle beverly isabella theresa diana natalie brittany charlotte marie kayla alexis lori hillary huma \
         debbie carly kellyanne ivanka melania theresa angela ursula nicola priya fatima aisha leila layla yasmin \
         olga natasha svetlana irina elena ingrid astrid claire fiona jane kate lucy rosa carmen ana lucia ines",
    ),
];

/// Whether the words are English: enough of them must be the small words of the language.
pub(super) fn is_english(tokens: &[Token]) -> bool {
    const SMALL: c::Class = c::DETERMINER | c::AUXILIARY | c::PREPOSITION | c::AND | c::PRONOUN | c::SAY | c::RELATIVE;
    let (mut words, mut small) = (0usize, 0usize);
    for token in tokens.iter().filter(|t| t.kind == Kind::Word).take(400) {
        words += 1;
        small += usize::from(token.is(SMALL));
    }
    small > 0 && small * 100 >= words * 18
}

/// The same for copy of a few words, where one small word that another language has too would tell wrongly: longer ones count, and
/// verbs, and they must be more than those that English has not. Of a hundred words, `least` must count.
pub(super) fn is_english_line(tokens: &[Token], least: usize) -> bool {
    const COUNTS: c::Class =
        c::DETERMINER | c::AUXILIARY | c::PREPOSITION | c::AND | c::PRONOUN | c::RELATIVE | c::SUBORDINATOR | c::CUE;
    let (mut words, mut english, mut foreign) = (0usize, 0usize, 0usize);
    for token in tokens.iter().filter(|t| t.kind == Kind::Word).take(400) {
        let length = token.end - token.start;
        words += 1;
        english += usize::from(length > 2 && token.is(COUNTS) || length > 5 && token.past);
        foreign += usize::from(token.is(c::FOREIGN));
    }
    english > foreign && english * 100 >= words * least
}

/// Whether a word is what those of a party are called, which keeps its capital wherever it stands.
pub(super) fn is_of_party(word: &str) -> bool {
    ["democrat", "republican", "tory", "tories", "labour"].iter().any(|party| {
        word.get(..party.len()).is_some_and(|w| w.eq_ignore_ascii_case(party)) && word.len() <= party.len() + 1
    })
}

/// Words that can stand for one another as the head of a role.
static SAME_ROLE: &[&[&str]] = &[
    &["senator", "sen.", "sen", "lawmaker", "politician"],
    &["representative", "rep.", "rep", "congressman", "congresswoman", "lawmaker", "politician", "mp"],
    &["governor", "gov.", "gov", "politician"],
    &["minister", "secretary", "diplomat"],
    &["ambassador", "envoy", "diplomat"],
    &["premier", "minister", "leader"],
    &["president", "leader"],
    &["chairman", "chairwoman", "chair", "leader", "head", "boss"],
    &["executive", "ceo", "boss", "chief", "head"],
    &["professor", "prof.", "academic", "scholar", "researcher"],
    &["lawyer", "attorney", "counsel"],
    &["spokesman", "spokeswoman", "spokesperson"],
    &["candidate", "nominee", "hopeful", "front-runner", "frontrunner", "contender"],
    &["analyst", "economist", "strategist"],
    &["coach", "manager", "boss"],
    &["businessman", "businesswoman", "mogul", "tycoon", "billionaire", "executive"],
    &["doctor", "physician", "surgeon"],
    &["general", "gen.", "commander"],
    &["director", "head", "boss", "chief"],
    &["pope", "pontiff"],
    &["bishop", "archbishop", "cardinal", "prelate", "monsignor", "cleric"],
    &["vicar", "priest", "pastor", "reverend", "rev", "rev.", "rector", "clergyman", "clergywoman", "cleric"],
    &["king", "queen", "monarch", "sovereign"],
    &["captain", "skipper"],
    &["goalkeeper", "keeper"],
    &["striker", "forward", "winger", "midfielder", "defender", "footballer", "player"],
    &["quarterback", "pitcher", "guard", "forward", "receiver", "player"],
    &["singer", "songwriter", "rapper", "star", "musician", "vocalist", "frontman"],
    &["actor", "actress", "star"],
    &["detective", "inspector", "superintendent", "constable", "sergeant", "officer"],
    &["headteacher", "headmaster", "headmistress", "principal", "teacher"],
    &["deputy", "lawmaker", "legislator", "parliamentarian", "politician"],
    &["rider", "cyclist"],
    &["driver", "racer"],
    &["farmer", "grower"],
    &["writer", "author", "novelist"],
    &["prosecutor", "attorney", "lawyer"],
];

/// Whether two words can name the same role.
pub(super) fn same_role(one: &str, other: &str) -> bool {
    let same = |word: &str, with: &str| word.eq_ignore_ascii_case(with);
    same(one, other)
        || SAME_ROLE
            .iter()
            .any(|row| row.iter().any(|word| same(word, one)) && row.iter().any(|word| same(word, other)))
}
