"""Words in and about names, folded: what is no part of a name, and what a name begins with.

One list of each for all who read names: whom a name means, how a letter greets, which letters stand for a person.
"""


def _set_of(words: str) -> frozenset[str]:
    return frozenset(words.split())


# names in many languages
MEN = _set_of("mr mister sir senor herr monsieur signor")
WOMEN = _set_of("mrs ms miss madam madame mme mlle senora senorita sra srta frau signora dame smt")
# Before a name. Those that are first names, too (Dean, Justice, Major), are not among them.
TITLES = (
    MEN
    | WOMEN
    | _set_of(
        """
        mx sr dr doctor dra doctora prof professor profa profesora profesor docent rev revd reverend father fr
        rabbi imam sheikh swami ustadh sensei maestro maestra fray profe coach captain capt
        colonel col sergeant sgt lieutenant lt general officer senator governor gov mayor ambassador president

    """
    )
)
# What stands before a family name alone.
BEFORE_A_FAMILY_NAME = _set_of(
    "mr mister mrs ms miss mx dr doctor dra doctora prof professor profesor profesora senor senora senorita herr frau"
)
# Counted as titles only where a first and a last name are left.
TITLES_OR_NAMES = _set_of("pastor judge don dona sig lord lady ing lic haji bishop deacon shri sri gen sen hon rep")
GENERATIONS = _set_of("jr sr ii iii iv junior senior")
# After a name.
CREDENTIALS = _set_of(
    """
    phd dphil edd psyd md mph mha dds dmd dvm pharmd dpt dnp lcsw lmsw licsw msw rn bsn msn aprn np-c fnp cpa cfa cfp
    cma mba emba mpa mpp mfa bfa llm llb jd esq esquire pmp phr sphr shrm-cp csm ccc-slp msc bsc rd rdn meng med
    emeritus emerita
    """
)
CREDENTIALS_OR_NAMES = _set_of("ma ba bs ms pe pa do np pt dc od")
PRONOUNS = _set_of("she her hers he him his they them theirs ella elle el ze hir xe xem any all")
# Kin, roles and offices: where one of them is in a name, what a given name is in it is not sure.
ROLES = _set_of(
    """
    dean provost principal teacher tutor counselor adviser advisor mentor chair director manager boss owner chef nurse
    attorney recruiter justice chief major brother sister aunt auntie aunty uncle cousin mother mom mum mama dad papa
    grandma grandpa grandmother grandfather granny nana nonna nonno oma opa stepmother stepfather godmother godfather
    tia tio abuela abuelo prima primo madrina padrino hermano hermana neighbor friend classmate roommate landlord
    landlady coworker colleague vecino vecina amigo amiga jefe jefa ex the my our a an someone somebody guy girl man
    woman team family vice associate assistant deputy senior junior interim acting lecturer instructor researcher
    scientist engineer analyst accountant secretary consul department dept center centre office committee desk hiring
    admissions career careers human support info contact clinic hospital school university college agency company inc
    llc
    """
)
# What a family name begins with, or a given name of two words.
PARTICLES = _set_of(
    """
    de del della di da dos das du la las los el le van von der den ter ten zu bin bint ibn abdul abd abdel abu umm al
    """
)
# Family names of places where they come first. Some are given names, too: then the whole name is as good.
FAMILY_NAMES_FIRST = _set_of(
    """
    nguyen tran le pham huynh hoang phan vu vo dang bui do ho ngo duong ly dinh trinh truong luong doan lam cao chau
    zhang wang li chen liu yang huang zhao wu zhou xu sun ma zhu hu guo he lin gao luo zheng liang xie tang song deng
    han feng yu dong xiao cheng cai peng pan yuan jiang shen lu su ye cao fan fang du dai xia zhong tan liao zou
    xiong jin bai cui qiu qin gu hou meng qian
    xi zeng tian shi fu yan hao kong mao ren xue yin chang chan wong leung cheung ng chow yip tsang kwok lau tse hsu
    hsieh tsai cheng tseng kuo chou chiu lai chu chuang yeh liew ong goh lim teo koh chua
    kim park lee choi jeong jung chung kang cho yoon yun jang lim han shin oh seo suh kwon hwang ahn song yoo hong jeon
    moon baek bae nam noh ryu pak yi rhee ha im min yeo
    sato suzuki takahashi tanaka watanabe ito yamamoto nakamura kobayashi kato yoshida yamada sasaki yamaguchi
    matsumoto inoue kimura hayashi shimizu saito mori abe ikeda hashimoto ishikawa ogawa okada fujita goto hasegawa
    murakami kondo ishii
    nagy kovacs toth szabo horvath varga kiss molnar nemeth farkas balogh takacs juhasz lakatos
    """
)
# Without their tones these may be a given name or a family name: of two of them, nobody knows which comes first.
GIVEN_OR_FAMILY_NAMES = _set_of(
    """
    wei chen yang lin jun tao lei jia long wen ding xiang tong ning mei yu jin xia fang xue yan hao tian min feng liang
    na ming ping bo bin kai jie ting qiang dan hua juan yong hui hong jing ying lan ling yun
    """
)
# end of names


def _full_names_of(lines: str) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for line in filter(None, map(str.strip, lines.splitlines())):
        full, short = line.split(":")
        for name in short.split():
            found.setdefault(name, set()).add(full)
    return {name: frozenset(full) for name, full in found.items()}


# names in many languages
# What people are called for short, and of which given names. Where two given names merely begin alike, as Maria and
# Mariana do, neither is short for the other.
NICKNAMES = _full_names_of(
    """
    abigail: abby abbie gail
    abraham: abe
    adriana: adri
    alberto: beto
    alejandra: ale alex
    alejandro: ale alex
    alexander: alex xander sasha lex
    alexandra: alex alexa lexi sandra sasha
    alfred: al fred alfie
    alice: ali
    alison: ali
    allison: ali allie
    amanda: mandy
    andrea: andi
    andrew: andy drew
    angela: angie
    anna: annie
    anne: annie
    anthony: tony
    antonio: tony tono
    arthur: art
    barbara: barb babs
    beatriz: bea
    benjamin: ben benny benji
    bernard: bernie
    bradley: brad
    brandon: bran
    caroline: carrie
    cassandra: cassie
    catherine: cathy cat kate katie
    charles: charlie chuck chas
    charlotte: charlie lottie
    christian: chris
    christina: chris chrissy tina
    christine: chris chrissy tina
    christopher: chris topher kit
    cynthia: cindy
    daniel: dan danny
    daniela: dani
    danielle: dani
    david: dave davey
    deborah: deb debbie
    dolores: lola
    dominic: dom nick
    donald: don donnie
    dorothy: dot dottie
    douglas: doug
    eduardo: eddie lalo
    edward: ed eddie ted ned
    eleanor: ellie nora nell
    elizabeth: liz lizzie beth betty eliza betsy libby ellie elle liza
    emily: em emmy
    enrique: quique
    eugene: gene
    evelyn: evie
    ezekiel: zeke
    fernando: fer nando
    frances: fran frannie
    francis: frank
    francisco: paco pancho frank cisco
    franklin: frank
    frederick: fred freddie
    gabriel: gabe
    gabriela: gabi gaby
    gabrielle: gabby
    gerald: jerry
    gilbert: gil bert
    graciela: chela
    gregory: greg
    guadalupe: lupe lupita
    guillermo: memo
    gustavo: gus
    harold: hal harry
    harry: hal
    helen: nell
    henry: hank harry
    herbert: herb bert
    ignacio: nacho
    isaac: ike
    isabel: isa bel
    isabella: bella izzy
    jacob: jake
    jacqueline: jackie
    james: jim jimmy jamie
    janet: jan
    jeffrey: jeff
    jennifer: jen jenny jenn
    jeremy: jem
    jesus: chuy chucho
    jessica: jess jessie
    joan: joanie
    john: jack johnny jon
    jonathan: jon jonny nathan
    jose: pepe
    joseph: joe joey
    josefina: pepa
    josephine: jo josie
    joshua: josh
    judith: judy
    julian: jules
    kathleen: kathy kate kat
    katherine: kathy kate katie kat kit
    kathryn: kathy kate katie kat
    kenneth: ken kenny
    kevin: kev
    kimberly: kim
    kristina: kris tina
    lawrence: larry
    leonard: len leo lenny
    leonardo: leo
    lillian: lily lil
    louis: lou
    louise: lou
    lucia: lucy
    luis: lucho
    madeline: maddie
    manuel: manny manolo
    margaret: maggie meg peggy marge margie greta
    maria: mari
    mariana: mari
    martha: marty
    martin: marty
    mary: molly polly
    matthew: matt
    maximilian: max
    maxine: max
    maxwell: max
    megan: meg
    melissa: mel missy
    michael: mike mikey mick mickey
    michelle: shelly
    miguel: mike
    mitchell: mitch
    mohammad: mo
    mohammed: mo
    muhammad: mo
    nancy: nan
    natalie: nat
    nathan: nate nat
    nathaniel: nate nat nathan
    nicholas: nick nicky nico
    nicolas: nico nick
    nicole: nicki nikki
    olivia: liv livvy
    oliver: ollie
    oscar: ozzie
    pamela: pam
    patricia: pat patty tricia trish
    patrick: pat paddy rick
    penelope: penny
    peter: pete
    philip: phil pip
    phillip: phil
    rachel: rach
    rafael: rafa
    randall: randy
    raymond: ray
    rebecca: becky becca
    reginald: reggie
    ricardo: rick ricky
    richard: rick ricky dick rich richie
    robert: bob bobby rob robbie bert
    roberta: bobbie
    roberto: beto rob
    rodrigo: rodri
    roger: rog
    ronald: ron ronnie
    rosa: rosie
    rosario: chayo
    rosemary: rosie
    russell: russ
    salvador: chava sal
    samantha: sam sammy
    samuel: sam sammy
    sandra: sandy
    santiago: santi
    sarah: sally
    savannah: savvy
    sebastian: seb bas
    siobhan: shiv
    sophia: sophie
    stephanie: steph stephie
    stephen: steve steph
    steven: steve
    susan: sue suzie susie
    susanna: sue suzie
    suzanne: sue suzie
    teresa: tere terry
    theodore: ted teddy theo
    theresa: terry tess tessa
    thomas: tom tommy
    timothy: tim timmy
    valentina: vale
    valeria: vale
    valerie: val
    veronica: vero ronnie
    victor: vic
    victoria: vicky vicki tori
    vincent: vin vince vinny
    virginia: ginny
    vivian: viv
    walter: walt wally
    wilhelmina: mina billie
    william: will bill billy willie liam
    xochitl: xochi
    yesenia: yesi
    zachary: zach zack
    """
)
# end of names
