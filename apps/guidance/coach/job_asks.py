"""The words that ask for work: my wish, your gift, and what is vacant. Whether they ask for it, `jobs` decides."""

_JOB = (
    r"(?:(?<!on the )(?<!of the )jobs?(?! (?:security|satisfaction|losses))|internships?|traineeships?|"
    r"apprenticeships?|placements?|positions?|vacanc(?:y|ies)|"
    r"(?<!the next )openings?|employment|"
    r"(?<!the )(?<!your )(?<!at a )co-?ops?|externships?|practicums?|assistantships?|clerkships?|roles?|postings?|"
    r"fellowships?|work experience)"
)
# Words for work that mean something else in most sentences, and what a course of study asks students to serve.
_PLACE = (
    r"(?:work|spots?|places?|posts?|shifts?|gigs?|hours|seats?|desks?|bench|room|contract|something|anything|"
    r"opportunit(?:y|ies))"
)
_SERVED = (
    rf"(?:{_JOB}|clinicals?|clinical (?:hours|rotation|year)|rotations?|student teaching|field ?work|field placement|"
    r"practical (?:year|semester|term|training)|service hours|residency|training|thesis)"
)
TEAM = (
    r"(?:team|company|firm|crew|lab|laboratory|studio|group|staff|office|department|shop|store|clinic|"
    r"school|agency|organization|"
    r"practice|bank|unit|newsroom|kitchen|hospital|workshop|restaurant|bakery|farm|garden|museum|library|"
    r"station|precinct|branch|"
    r"business|startup|institute|center|nursery|garage|yard|site|boat|ship|ranch|brewery|theater|paper|"
    r"magazine|project|program)"
)
_YOU = rf"(?:you|yours|(?:the|this|your) (?:\w+ ){{0,2}}?{TEAM}|your (?:\w+))"
_WITH_YOU = rf"(?:with|for|at|in|on|under|inside|within|by) {_YOU}\b"
_ADVERBS = (
    r"(?:(?:currently|still|also|really|actively|now|just|desperately|honestly|badly|urgently|very|so|"
    r"much|therefore|eagerly|"
    r"even|absolutely|definitely|kindly|sincerely|truly|mainly|actually) )*"
)
_STUDENT = (
    r"(?:(?:someone|somebody|a \w+|an \w+|students?|people) like me|me\b|us\b|a (?:beginner|student|sophomore|"
    r"junior|senior|freshman))"
)
_HELPERS = (
    r"(?:freshm[ae]n|sophomores?|juniors?|seniors?|grad(?:uate)?s|docents?|rookies?|newcomers|interns?|"
    r"apprentices?|trainees?|students?|undergrad\w*|volunteers?|assistants?|helpers?|anyone|"
    r"somebody|someone|beginners?|"
    r"new (?:people|staff|hires|members)|more people|(?:summer|seasonal|extra|any|some|more) (?:help|"
    r"hands|staff|workers))"
)
# Once one of these has been said, the words after it are about the job and do not ask for it.
_ABOUT = (
    r"(?!(?:not|never|no|how|what|why|once|until|because|badly|deadlines?|requirements?|injured|hurt|about|hear|"
    r"learn|understand|know|whether|which|your|his|her|their|"
    r"he|she|they|who|where|into|if|talk|same|(?:that|this)(?= (?:\w+ )?jobs?\b)|"
    r"talking|see|discuss|compare|explore|exploring|leave|leaving|quit|changing|chose|choosing|than|"
    r"research|researching|thinking|"
    r"decide|deciding|you(?! for\b))\b)"
)
_FEW = rf"(?:{_ABOUT}[\w'/&+-]+,? ){{0,7}}?"
_WISH = (
    r"(?:want|need|seeking|seek|search|searching|looking|hunting|hope|hoping|ask|asking|request|"
    r"requesting|apply|applying|like|love|"
    r"wish|wishing|require|desire|welcome|appreciate|accept)"
)
_DO = (
    r"(?:work|working|intern|interning|join|joining|start|starting|train|apprentice|begin|help out|volunteer|"
    r"volunteering)"
)
_AS_HELPER = r"as (?:an? |your )?(?:\w+ )?(?:intern|apprentice|trainee|assistant|helper|cadet|volunteer|employee)\b"
_SOON = (
    r"(?:immediately|right away|at once|now\b|tomorrow|whenever|any ?time|monday|the first|(?:early |mid |"
    r"late )?(?:may|june|july|"
    r"august|september|january)\b|(?:any|full|part) ?-?(?:day|time)|for free|without pay|unpaid)"
)

_ASKED = (
    r"(?:could|can|would|will|may|might|please|kindly|is it possible|any chance|chance|possible|"
    r"possibility|give me|get me|find me|offer me|tell me how to|"
    r"my (?:goal|dream|hope|wish|plan|aim|intention)|hope|hoping|glad to|happy to|grateful to|ready to|"
    r"eager to|want to|like to|love to|wish to|need to|do you|if you)"
)
_IN_TRAINING = r"(?:intern|apprentice|trainee|assistant|helper|employee|new hire|extra hand)"
# Not "taken on a tour" or "considered for a talk".
_TAKEN = (
    r"(?:hired|employed|recruited|taken on(?! (?:an?|the|your)\b)|"
    rf"considered (?:for|as) (?:it|(?:(?!about\b)[\w-]+ ){{0,3}}?(?:{_JOB}|{_IN_TRAINING}s?|{_HELPERS})))"
)
_HANDS = (
    r"(?:work|sweep|mop|scrub|wash|clean|stock|serve|bus|cook|carry|haul|help out|pitch in|fill in|cover|run "
    r"(?:the|errands)|"
    r"answer (?:the )?phones|take (?:out|over))"
)
# By their endings: a runner, a bookkeeper, an assistant, a receptionist, a clerk, a deckhand.
_WORKER = (
    r"(?!(?:\w+ ){0,2}(?:letter|paper|number|answer|reminder|folder|order|computer|semester|summer|winter|"
    r"other|matter|waiver|paperwork|"
    r"moment|quarter)\b)(?:[\w-]+ )?(?:\w{2,}(?:ers?|ors?|[iy]sts?|mates?|ants?|clerks?|hands?|aides?|"
    r"cooks?|techs?|interns?)|intern|hand|"
    r"(?:pair|set) of (?:hands|eyes|legs))\b"
)
_TRAINEE = r"(?:trainee|intern|internship|apprentice|apprenticeship|summer|crew|cadet|team|assistant|rotation|staff)"
_PROGRAM = (
    r"(?:trainee|apprentice\w*|graduate|intern\w*|rotation\w*|cadet\w*|training|management) (?:program|scheme|class|"
    r"cohort|group|course|year|crew)"
)
MY_WISH = [
    rf"\b(?:can|could|may|might) (?:my \w+ and i|we|i) (?:both |also |all )*(?:work|help out|intern) {_WITH_YOU}",
    rf"\b(?:want|wish|hope|like|love|keen|eager|motivated|ready|excited|glad|happy) to (?:be|get|come|enter) (?:a )?"
    rf"(?:part of|in|into|on) (?:\w+ ){{0,3}}?(?:{_PROGRAM}|of cadets|of (?:interns|trainees|apprentices))\b",
    rf"\b{_ASKED}\b {_FEW}(?<!your )(?<!first )(?<!current )(?<!own )(?<!this )(?<!that )(?:an? |any |"
    r"some |the |my |one |open |paid |unpaid |summer |\w+-time |student |junior )+"
    rf"(?:\w+ )?{_JOB}\b(?! (?:fairs?|market|search\w*|hunt\w*|descriptions?|titles?|interviews?|"
    r"shadow\w*|you|he|she|they|that you|of|like|matters?|is|was)\b)",
    r"\b(?:an?|any|some) (?:\w+ )?(?:internship|apprenticeship|placement|traineeship|vacancy|job|"
    rf"position|role) (?:with|for|at|in|on) (?:you\b|your (?:\w+ ){{0,2}}?{TEAM}\b)",
    r"\b(?:(?:any|some|more|have|has|be|is|there|find|got|get|paid|extra|enough|summer) work|anything|something|"
    r"(?:any|some|more|a few) (?:shifts|hours|gigs|jobs)|an? (?:\w+ )"
    r"?(?:place|spot|role)) for me\b(?! to (?:learn|know|see|read|ask))",
    rf"\b(?:be|become) (?:your (?:next |new )?(?:\w+ )?{_IN_TRAINING}\b|an? (?:\w+ )?{_IN_TRAINING} {_WITH_YOU})",
    r"(?<!you )(?<!you to )\bjoin(?:ing)? (?:your|the) (?:\w+ ){0,2}?(?:team|company|firm|crew|lab|"
    r"laboratory|staff|organization|studio|practice)\b(?!'s)",
    rf"\bi (?:am |was |would |have been |will be |do |did )?{_ADVERBS}{_WISH}(?: for| of| to)? {_FEW}{_JOB}\b",
    rf"\bi (?:am |was |would be )?{_ADVERBS}(?:in need of|in search of|on the hunt for|after) {_FEW}{_JOB}\b",
    r"(?:^|, |\band |\bor |\bcurrently |\bactively )(?:am )?(?:seeking|searching for|looking for|hunting "
    r"for|in need of|in search of|"
    rf"applying for|need|want) {_FEW}{_JOB}\b",
    rf"\bi (?:am |would |do |will )?{_ADVERBS}(?:(?:be )?(?:interested in|eager for|keen on|available for|"
    r"open to|ready for|excited about)|"
    r"happy to (?:take|accept)|glad to (?:take|accept))(?: any| an| a| the| all| (?:\w+-)?\w+){0,4} "
    rf"{_JOB}\b(?! (?:you|that you|of|as|do|does|like yours))",
    r"\b(?:need|want|find|get|seek|looking for|searching for|search for|(?<=am )after|do) (?:some |any |paid |"
    r"summer |part[- ]time |full[- ]time )*work\b"
    r"(?! (?:in|on|out|with))",
    r"\b(?:need|want|like|love|get|have|secure|earn|welcome|appreciate|hoping for|asking for|ask for|"
    rf"looking for|find) (?:\w+ ){{0,3}}?{_PLACE}"
    rf" (?:with|for|at|in|on|under|within) (?:you\b|(?:the|this|your) (?:\w+ ){{0,2}}?{TEAM}\b)",
    rf"\bi (?:would |will |am |can |could )?{_ADVERBS}(?:like|love|want|hope|hoping|wish|ready|eager|"
    r"available|able|keen|happy|excited|glad|"
    r"thrilled|be \w+|interested|can|could|dream)(?: (?:to|of|in|be|able|the|a|chance|opportunity))* "
    rf"(?:come )?{_DO}\b(?: \w+){{0,4}}? ?(?:{_WITH_YOU}|{_AS_HELPER})",
    r"\b(?:chance|opportunity|possibility|possible|dream|goal|wish|honor|permission|able|ready|like|love|"
    r"want|hope|eager) (?:is )?(?:to|of) (?:come )?"
    rf"(?:{_DO}|interning|working|training)\b(?: \w+){{0,3}}? ?(?:{_WITH_YOU}|{_AS_HELPER})",
    r"\b(?:like|love|want|hope|eager|ready|wish|thrilled|glad|happy) to (?:join|be part of|become part "
    r"of|be on|come aboard|come on board|sign on)\b"
    r"(?: you\b(?! (?:for|on) (?:an?|your|lunch|coffee|tea|breakfast|dinner|the way))|(?= (?:as|at|with|for)\b))",
    r"\b(?:can|could|may|might|possible to|way to|chance to|allowed to|when can|how soon can|would like to|want to|"
    r"hope to|hoping to|wish to|"
    rf"love to) (?:i )?{_ADVERBS}(?:do|make|complete|serve|carry out|"
    rf"spend|fulfill|have|begin|start) (?:my|an?|the) (?:[\w-]+ ){{0,3}}?{_SERVED} {_WITH_YOU}",
    r"\b(?:can|could|may|might|when can|how soon can) i (?:please |maybe |also |possibly |perhaps )"
    r"?(?:come )?(?:work (?!around|through|on|out)|intern|start working|"
    rf"join (?:your|the) (?:\w+ ){{0,2}}?{TEAM}|help out|apprentice|volunteer|train (?:with|under))",
    r"\bi (?:can|could|am (?:ready|available|able|free|happy) to|would|am ready to) (?:start|begin|work)"
    r"(?: working)? (?:on |from |in |as early as |"
    rf"as soon as )?{_SOON}",
    r"\bi (?:would |will )?(?:even |gladly |happily )?(?:work|help|start|come) (?:\w+ ){0,3}(?:for free|"
    r"without pay|unpaid)\b",
    r"\bi (?:would |want to |hope to |am hoping to |wish to )?(?:also |really |very much )*(?:like to |"
    rf"love to )?(?:also )?be (?:{_TAKEN}|part of your {TEAM})\b",
    rf"\bto be (?:employed|hired|taken on|recruited) {_WITH_YOU}",
    r"\bhow (?:can|could|do|would|might|may) i (?:best )?(?:get|land|obtain|secure|apply for|have) "
    rf"(?:\w+ ){{0,4}}?(?:one|{_JOB}|{_PLACE}|hired) {_WITH_YOU}",
    r"\b(?:getting|landing|finding|obtaining|applying for|apply for|chances? (?:of|for|at)|shot at|"
    rf"possibility of|hope of|hopes of) {_FEW}{_JOB} {_WITH_YOU}",
    rf"\bmy (?:application|candidacy|resume|cv) (?:for|to) {_FEW}(?:{_JOB}|your {TEAM})\b",
    rf"\bsign (?:an? |the )?contract {_WITH_YOU}",
    r"\b(?:apply|applying) for (?:the |an? )?(?:\w+ )?(?:posts?|vacancy|opening)\b",
    r"\bon the job market\b",
    # To come aboard, to start at once, to be hired, to be the best they ever had.
    r"\b(?:way|chance|possible|able|could i|can i|let me) (?:for me )?(?:to )?(?:come|get|be) (?:on ?board|aboard)\b",
    r"\bi (?:am|would be|will be) available (?:for work|full[- ]time|part[- ]time|to (?:start|work))\b",
    r"\b(?:can|could|ready to|able to) start (?:work(?:ing)? )?(?:at once|immediately|right away|now\b|asap)(?! with "
    r"(?:my|the|a)\b)",
    r"\bgetting hired (?:there|here|by you|at your|with you)\b|\b(?:if|hope|hoping) i (?:\w+ ){0,6}be hired\b",
    rf"\b(?:want|hope|like|love|wish) to be on your (?:\w+ )?{TEAM}\b|\banything for (?:an? |the )?(?:\w+ )?{_PLACE} "
    rf"{_WITH_YOU}",
    r"\bi (?:would|will|could) be (?:an?|the|your) (?:\w+ ){0,3}(?:intern|apprentice|trainee|employee|hire|worker|"
    r"addition|"
    r"asset|candidate)\b|\blet me prove\b",
    # To be taken on, in the words of whoever is: "to be put in as lead", "could I be your summer hire?"
    r"\b(?:like|love|want|hope|hoping|wish|dream|glad|happy) (?:\w+ )?to be (?:put|placed|brought|moved|taken|"
    r"made|added)"
    r"(?: in| on| up| over)* (?:as|to your|to the (?:team|crew|schedule|roster)|in your|on your|aboard)\b",
    r"\bto be (?:considered (?:when|if|once|should|as)|that (?:person|one|hire|intern))\b",
    r"\b(?:could|can|may|might) i (?:please |maybe )?be (?:your|one of your) (?!guest|friend)\w+",
    r"\b(?:can|could|may|might) i (?:\w+ )?(?:come|get|jump|sign) (?:aboard|on board|on as|on with)\b",
    rf"\b(?:can|could|may|might) i (?:\w+ )?(?:do|serve|complete|finish|log) (?:them|those|these|it|some)(?: "
    rf"\w+)? {_WITH_YOU}",
    r"\bin on (?:your|the) (?:\w+ )?(?:crew|team|project|show)\b",
    rf"\bi (?:(?!not\b|never\b)\w+ ){{0,3}}?(?:desperate|hungry|writing|here|reaching out|contacting you|"
    rf"asking|inquiring)(?: \w+){{0,3}}? (?:for|to (?:ask|"
    rf"apply|request)(?: you)? (?:for|about)|to inquire about|inquire about) {_FEW}{_JOB}\b",
    r"\bi (?:(?!not\b|never\b)\w+ ){0,3}?(?:want|like|love|hope|hoping) to (?:intern|apprentice)\b",
    rf"\bi (?:(?!not\b|never\b)\w+ ){{0,3}}?apply(?:ing)? (?:to|at|with) (?:you\b|your (?:\w+ )?{TEAM})",
    rf"\b(?:like|love|want|hope|hoping|eager|happy|glad|anything|everything) {_FEW}(?:to work|working|"
    rf"interning|to train) {_WITH_YOU}",
    rf"\bto (?:get (?:on|onto|into)|be (?:a )?(?:part|member) of) (?:your|the) (?:\w+ )?{TEAM}\b",
    r"\b(?:great|good|perfect|strong|excellent|right|valuable) (?:fit|match|addition|asset|candidate) (?:for|"
    r"to|at|in) (?:you\b|your\b|the (?:role|job|team|"
    r"position))",
    # To end up there.
    r"\b(?:hope|hoping|dream|goal|plan|want|like|love|aim|wish)(?: \w+){0,4}? (?:land|end up|wind up|get on|"
    r"get in(?! touch)|get into|"
    rf"start out|earn|make (?:some )?(?:money|cash))\b(?: \w+){{0,5}}? {_WITH_YOU}",
    # To lend one's hands.
    rf"\bi (?:would |will |can |could )(?:also |even |gladly |happily |really )*(?:like to |love to |be (?:\w+ "
    rf")to )?{_HANDS}\b"
    rf"[^.!?]{{0,40}}(?:\bfor you\b|\byour (?:\w+ )?{TEAM}\b|\bif you (?:would|will|could|let|take|need|have|"
    rf"want)\b|\bif someone\b)",
    r"\bif you (?:would |will |could |can |are willing to )?(?:have|take|hire|could use) (?:me|us)(?= ?(?:$|"
    r"[,.!?]| (?:on|in|for|this|as)\b))",
    r"\b(?:take|accept|do|fill) (?:any|whatever|every) (?:\w+ )?(?:job|position|role|shift|work|opening|spot)s?\b",
]
YOUR_GIFT = [
    r"\bget me one (?:at|in|on|with)\b|\b(?:would|will|could|can) you (?:\w+ )?accept me(?=$|[?.!,]| (?:as|in|into|"
    r"for|on|at)\b)|\btaking me on\b|\bput (?:in|down) an? (?:spot|place) for me\b|"
    rf"\bhelp me (?:to )?(?:get|be) (?:in|into|on|onto) (?:the|your) (?:\w+ )?{TEAM}\b|"
    r"\bgive (?:an? )?(?:opportunity|chance|job|place|shot|spot) to (?:an? )?(?:[\w-]+ ){0,4}?(?:like me|student)\b|"
    r"\btake me under (?:contract|your wing)\b",
    rf"\b(?:sponsor|supervise|host|take on|oversee) my {_SERVED}\b|\bget me (?:on|onto) (?:the |a |your )?(?:set|"
    rf"crew|team|boat|floor|show|shoot|tour|site|staff|roster)\b|\bgive me (?:an? |one )?(?:trial|try-?out|"
    r"probation\w*) ?(?:week|day|shift|month|run|period)?\b|\blet me (?:do|complete|finish) (?:my|an?|the) (?:\w+ )?"
    rf"{_SERVED}\b|\b(?:save|hold|keep|get) me (?:an?|one of (?:the|your)) (?:\w+ )?(?:{_JOB}|spots?|{_TRAINEE} "
    rf"spots?)\b|"
    rf"\bmake sure (?:that )?i (?:get|have|land) (?:the|an?|that) (?:\w+ )?{_JOB}\b",
    rf"\b(?:reserve|hold|save|keep|set aside|leave|give|find)\b[^.!?]{{0,30}}\b{_TRAINEE}\b[^.!?]{{0,25}}\bfor me\b",
    rf"\b(?:put|sign|enter|enroll|write) me (?:up |down |in |on |into )?(?:for |into |in )?(?:\w+ "
    rf"){{0,3}}?(?:{_PROGRAM}|{_JOB})\b",
    r"\b(?:give|offer|get|find|provide|arrange|organize|secure|land|grant|reserve|help|set|hook)(?: me| "
    r"us)(?: up| to)?(?: with| out with| get| find|"
    rf" land| secure| into| in)* {_FEW}(?:{_JOB}|spots?|work|shifts?|hired)\b(?! (?:out|on my|on the)\b)",
    rf"\b(?:give|offer|grant|save) me (?:\w+ ){{0,3}}?{_PLACE} {_WITH_YOU}",
    r"(?<!anyone )(?<!people )(?<!employers )(?<!companies )(?<!they )(?<!who )\b(?:hire|hiring|employ|"
    rf"employing|recruit|recruiting|take on|taking on) {_STUDENT}",
    r"\b(?:can|could|would|will|might|may|please|to|you|maybe|and|gladly|or|consider|studio|lab|team|"
    rf"company) tak(?:e|ing) {_STUDENT}"
    r"(?:$|[?.!,]| (?:on\b|in(?:to)? (?:your|the|as)\b|as\b|at (?:your|the)\b|for the (?:summer|winter|"
    r"season|year)|with you\b|under your wing\b|aboard|"
    r"onto|there|please|if|too|this (?:summer|winter|fall|spring)|from|without|even))",
    rf"\b(?:accept|have|bring|add|welcome|place|put|keep|want|need|use) {_STUDENT} (?:on|onto|in|into|as|"
    r"aboard|at) (?:board\b|an? (?:\w+ ){0,2}(?:intern|"
    r"apprentice|trainee|assistant|volunteer|helper|employee|cadet)|(?:you|ur|your|the) (?:\w+ )"
    rf"{{0,2}}?(?:{TEAM}|payroll|roster|schedule|position|role))",
    r"\b(?:can|could|would) (?:you|your \w+|they) (?:use|need) me\b(?! (?:as a reference|for an interview))",
    r"\b(?:consider|considering|keep|remember|think of|contact|call|have|notify|tell) me (?:in mind )"
    r"?(?:\w+ ){0,2}?(?:for|if|when|as|should)\b[^.!?]{0,40}\b"
    rf"(?:{_JOB}|intern|opens?|opening|hir(?:e|ing)|something|anything|spot|team|comes up|available)\b",
    rf"\blet me (?:\w+ )?(?:work|intern|join (?:your|the) (?:\w+ )?{TEAM}|train|apprentice|volunteer|"
    r"help out|start (?:working|with|at|as|in))\b",
    r"\bget (?:me hired|hired (?:by|at|with) you\b|my foot in the door|a foot in the door|me in(?:to your|"
    r"to the| at| with| there)\b)",
    r"\bwho (?:do|should|can|could|must|would) i (?:have to |need to )?(?:talk|speak|write|turn|go) to "
    r"(?:(?!(?:how|about)\b)\w+ ){0,4}?(?:(?:get|be) (?:hired|taken on(?! an?\b))|(?:start|begin)(?:ning|ing)? (?:to )?"
    r"work(?:ing)?)\b",
    r"\bi (?:[\w ]{1,60}? and )?(?:would |am |will )?(?:be )?(?:\w+ )?(?:delighted|happy|glad|grateful|honored|"
    rf"thrilled|pleased|love|like|hope|hoping|wish|want|eager) to be {_TAKEN}\b",
    r"\b(?:put me to (?:work|use)|count me in|(?:bring|take|sign) me (?:on|in|aboard)\b(?! (?:as a (?:guest|"
    r"visitor)|on))|add me to (?:your|"
    rf"the) (?:{TEAM}|roster|schedule|payroll|crew)|get me (?:on|onto) (?:your|the)|place me (?:for|in|at|with|"
    rf"on))\b",
    r"\bkeep my (?:resume|cv|name|application|number|info|details) (?:in mind|on file|handy|around|close)\b",
    r"\bbe my (?:boss|employer)\b|\btry me out\b",
    rf"\bmake me (?:your|an?|the) (?:\w+ )?{_IN_TRAINING}\b",
    rf"\bgive me (?:an?|the|one) (?:\w+ )?(?:chance|try|shot|trial|start) (?:to (?:prove|work|show)|{_WITH_YOU})",
    r"\b(?:give|offer|grant|save|get|find|land) me (?:\w+ ){0,3}?(?:gigs?|spots?|shifts?|seats?) (?:on|at|in|with)\b",
    r"\bconsider(?:ed|ing)? me (?:for|as) (?!(?:an? |the )?(?:\w+ )?(?:call|conversation|talk|chat|"
    r"interview|meeting)\b)",
]
VACANCIES = [
    r"\b(?:is|are) (?:anyone|anybody|someone|people|they) (?:\w+ ){0,4}?(?:hiring|recruiting)\b",
    r"\b(?:do|does|is|are|will|would) (?:you|they|your \w+|the \w+)(?: guys| people)? (?:ever |still |also "
    r")*(?:take|accept|want|need|use) (?:on )?"
    rf"(?:[\w-]+ )?{_HELPERS}\b|\b(?:be )?recruiting (?:on campus|for (?:\w+ )?{_JOB}|students|interns|this|next|in)|"
    r"\b(?:is|would) there (?:be )?(?:any |some )?(?:part-time |paid |seasonal |summer |student |extra )?work "
    r"(?:at|in|for|with|on) (?:the|your)\b|"
    r"\b(?:do|does|would|will) (?:you|they|your \w+|the \w+)(?: guys| all)? (?:ever |still |also )*need (?:anybody|"
    r"anyone|somebody|someone|people|"
    r"(?:\w+ )?(?:crew|staff|help|hands|\w+ers))\b(?! (?:to be|like you|who can (?:talk|answer)))|"
    r"\b(?:anything|something) open\b(?! (?:on|in) your (?:calendar|schedule))|\blooking for (?:\w+ or )?(?:\w+ )?"
    rf"{_HELPERS}\b(?=[^.!?]*\?)|\bdo i (?:get|have) the (?:job|position|internship|spot)\b|"
    r"\b(?:short|low) on (?:people|staff|hands|help)\b",
    r"\bwould you (?:\w+ )?have (?:an?|any|some) (?:\w+ ){0,2}?(?:place|spot|room|desk|seat|work) for me\b",
    r"\b(?:something|anything|a \w+) (?:open|available) for me\b|\b(?:is|be|if|whether) (?:there "
    r")?(?:something|anything) (?:\w+ )?(?:open|available)\b(?! (?:on|in) "
    r"your (?:calendar|schedule))",
    r"\b(?:love|like|want|hope|moon|glad|happy|ready|eager) to (?:be (?:a )?part of|join|work (?:for|in|"
    rf"at)) an? (?:\w+ )?{TEAM} (?:such as|like) yours\b",
    r"\b(?:got|any|have|there|is there|you have) (?:any |some |more |still )*(?:room|work|space|spots?|hours|"
    r"shifts?)(?: \w+)? (?:for (?:one more|"
    rf"another|me\b|a (?:student|beginner))|going\b|open\b|available\b|at (?:your|the) {TEAM}|on (?:your|the) "
    rf"(?:crew|{TEAM}))",
    r"\b(?:do|does|would|could|might|is|are|if|whether) (?:you|they|your \w+|your \w+ \w+|the \w+)(?: \w+)? "
    r"(?:need|needs|want|wants|use|short|"
    rf"missing|any use for|have (?:any )?use for|looking for)(?: of)? (?:an?|another|one more|some|any|more|"
    rf"extra) {_WORKER}",
    r"\b(?:still |currently |now )?(?:filling|staffing|hiring for|recruiting for) (?:the|an?|your|that|any)\b",
    r"\b(?:short of (?:hands|people|staff)|short-?staffed|short-?handed|understaffed)\b",
    r"\b(?:any chance|do|does|if|whether|would) (?:(?!not\b|i\b)\w+ ){1,3}?(?:needs?|could use|wants?|looking for) "
    rf"(?:an? |another |one more |some )?(?:\w+ )?(?:{_IN_TRAINING}s?|interns|someone|anyone|people|help)\b",
    rf"\b(?:are|is|were|will|would|might|could|if) there (?:be |is |are )?(?:\w+ ){{0,6}}?{_JOB}\b(?! "
    r"(?:you|titles?|that you|requirements?|programs?))",
    rf"\b(?:is|are|would|if|might) there (?:be |is |are )?(?:\w+ ){{0,4}}?{_PLACE} (?:for (?:me|a student|"
    rf"an intern|someone like me)|{_WITH_YOU})",
    r"\b(?:are|is|if|whether|when) (?:you|they|your \w+|your \w+ \w+|the \w+)(?: guys| people)?(?: are| "
    r"is)?(?: currently| now| still| also| ever| presently)?"
    rf" (?:hiring(?! freeze)|recruiting|(?:taking(?: on)?|accepting|in need of) (?:on )?(?:{_HELPERS}|applica\w+|"
    rf"people)|looking (?:for (?:{_HELPERS}|(?:(?!to\b)[\w-]+ ){{0,3}}?(?:people|help|hands|staff|workers|interns)|"
    r"an? \w+|new)|to "
    rf"hire))",
    r"(?:^|\bwhen |\bif |\bwhether |\band |\bor |, )(?:do|does|will|would) (?:you|they|your \w+|your \w+ "
    r"\w+)(?: guys)? (?:start |begin |still |ever |also |sometimes )*"
    rf"(?:hire|hiring|take|take on|taking on|recruit|recruiting|accept|accepting) (?:on )?(?:\w+ )?{_HELPERS}",
    r"\b(?:do|does|if|whether|would|might|may|could) (?:you|they|your \w+|your \w+ \w+|the \w+)(?: guys)"
    r"?(?: currently| also| still| happen to| ever| might| may)*"
    r" (?:have|has|know of|know about|need|needs|offer|offers|see|hear of|hear about|got|get|want|use)"
    r"(?: of)? (?!(?:\w+ )?(?:a moment|time|minutes))(?:\w+ ){0,5}?"
    rf"(?:{_JOB}|interns?|(?:an? )?extra (?:pair of )?hands?|another pair of hands|work for me|(?:spots?|"
    r"room) (?:open|free|for (?:me|one more|another|an? \w+)))\b(?! (?:you|that you|do you|like "
    r"yours))(?<!apprenticeship(?= "
    r"(?:program|scheme)))",
    r"\b(?:do|does|if|would) (?:you|your \w+) (?:ever |still |currently |also )*(?:need|want|use) (?:some "
    r"|any )?(?:someone (?:to|for|who)|anyone|somebody|help\b(?! (?:with|from) (?:the|this|my|scheduling))"
    r"|"
    r"a hand|an? (?:\w+ )?(?:assistant|helper|volunteer|apprentice))",
    r"\b(?:if|when|should|in case) (?:anything|something|an? (?:\w+ ){0,2}(?:spot|place|job|position|role|"
    r"seat|post|internship)|one|there) (?:ever |should |does )?(?:to )?"
    r"(?:opens?|comes?|becomes?|frees?|is|turns) ?(?:up|available|free|open)\b",
    r"(?<!your )\b(?:any|current|available|open|upcoming|paid|suitable) (?:\w+ ){0,2}?(?:openings?|vacanc\w+|"
    r"positions?|internships?|jobs|roles?)\b(?! (?:you|that you|have you|did you|do you|like))",
    rf"(?<!this )(?<!that )(?<!your )(?<!your current )\b(?:{_JOB}|which ones?)\b(?! (?:is|was|would|might|sounds|"
    rf"seems))[^.!?,]{{0,30}}\b(?:i (?:can|could|"
    rf"may|might) (?:have|fill|take|get|do)|"
    r"(?:you|your \w+) (?:can|could|might|may|would|have) ?(?:be able to )?"
    r"(?:offer|give|for)(?: me)?\b|for me\b)",
]
