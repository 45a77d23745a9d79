"""Who is let in, and how: licenses, exams, degrees, training, deadlines and what they cost."""

_PAPER = (
    r"(?:licen[sc]es?|licensure|certificates?|certification|certified|degrees?|diplomas?|bachelor'?s?|master'?s?|"
    r"ph\.?d|"
    r"doctorate|ged|"
    r"gpa|sat|act score|(?:ls|mc)at|gre|gmat|bar exam|board exam|boards|exams?|test|tests|prerequisites?|credential\w*|"
    r"credits?|transcript|background check|drug test|citizenship|citizen|driver'?s license|cdl|emt|permit|"
    r"credit hours|clinical hours|physical test|fitness test|physical|polygraph|vision test|security clearance|"
    r"clearance|registration|license\w*|college|high school)"
)
_COURSE = (
    r"(?:academy|program|training|apprenticeship|residency|school|course|certification|degree|licensing|license|"
    r"exam|test|fellowship|internship program|graduate school|grad school|law school|med school|medical school|"
    r"nursing school|trade school|bootcamp|process|probation|major|tuition|application)"
)
ADMISSION = [
    r"\bhow many (?:students|people|applicants|candidates|recruits|cadets) (?:\w+ )?"
    r"(?:(?:are|get) (?:admitted|accepted|let in)\b|(?:enroll|(?:get|make it) in(?:to)?)"
    rf"(?= (?:each|every)\b| (?:the|your|this) (?:[\w-]+ ){{0,2}}?{_COURSE}|\?|$))",
    r"\b(?:what|which)(?: is| are| were| was)? (?:the |all the )?(?:[\w'-]+ ){0,3}?(?:requirements?|prerequisites?|"
    r"qualifications needed|deadlines?|acceptance rate|admission rate|pass(?:ing)? rate|cutoff|"
    r"minimum (?:age|gpa|score|height|education)|application fee|tuition|fees?|"
    r"admissions? (?:criteria|process)|eligibility|age limit|entry criteria|passing score|legal age|curriculum|"
    r"enrollment fee)\b(?! (?:that )?(?:you|do you|surpris))",
    rf"\b(?:what|which|how many|how much|how good an?|how high an?)(?: \w+){{0,3}}? (?:{_PAPER}|score|courses|classes|"
    r"major|education|hours|qualifications?|years of (?:school|college|experience)|subjects|credentials?|"
    r"coursework|paperwork|schooling)\b(?! you\b)[^?]*?\b(?:do|does|are|is|will|would|must|should|should i) (?:i |"
    r"you |one |"
    r"we |people |they |someone |students |a \w+ |an \w+ |the \w+ )?(?:\w+ )?(?:need|needed|needs|require\w*|have "
    r"to|must|"
    r"necessary|mandatory|take to|ask for|have to have|want|to be|to become)\b",
    rf"\b(?:do|does|will|would|must|is|are) (?:i|you|one|we|people|they|someone|it|there|an?|the|all|most|every) "
    rf"(?:[\w'-]+ ){{0,3}}?(?:need|needs|have to (?:have|get|pass|take|hold|be)|require|requires|required|must "
    rf"have|have to)"
    rf" (?:[\w'-]+ ){{0,4}}?{_PAPER}\b",
    rf"\bdo \w+(?: \w+)? (?:need|have to (?:have|get|pass|hold)|require) (?:an? |the |to (?:have|get|pass) )?"
    rf"(?:[\w'-]+ ){{0,3}}?{_PAPER}\b",
    rf"\b(?:is|are) (?:an? |the |any |there (?:an? |any )?)?(?:[\w'-]+ ){{0,4}}?(?:{_PAPER}|age limit|height limit|"
    r"entrance exam|dress requirement|minimum age|weight limit)s?(?: \w+){0,4}? "
    r"(?:required|needed|mandatory|necessary|a must|a requirement|compulsory|obligatory|offered|accepted|"
    r"for|to (?:get|be|apply|enter|become|join|work|practice|enroll))\b",
    r"\b(?:is|are) there (?:an? |any )?(?:\w+ )?(?:age|height|weight|vision|gpa|education\w*|citizenship|residency) "
    r"(?:limit|requirement|minimum|rule|restriction)s?\b",
    rf"\bhow (?:long|many (?:weeks|months|years|hours|credits|semesters)) (?:is|are|does|do|did|will|"
    rf"would|was) (?:the|a|an|your|it|one|this|that|\w+) (?:[\w'-]+ ){{0,4}}?(?:{_COURSE}\b|take (?:to (?:be(?:come)?|"
    rf"get|finish|earn|complete|qualify|graduate|obtain|train|make|pass)|for (?:a|an|someone) )|last\b)(?! feel)|"
    rf"\bhow long (?:is|does) (?:the |a |an )?(?:[\w'-]+ ){{0,3}}?{_COURSE}\b|"
    r"\bhow (?:long|many years)\b[^?]*\b(?:take|need|school)\b[^?]*\bto (?:become|be|get (?:licensed|certified)|"
    r"qualify)\b",
    rf"\bhow much (?:is|does|did|do|are|will) (?:the |a |an |it |your )?(?:[\w'-]+ ){{0,4}}?(?:{_COURSE}|cost)\b|"
    r"\b(?:what|how much) does (?:[\w'-]+ ){1,6}?cost\b",
    rf"\b(?:which|what|where)\b[^?]*\b(?:schools?|colleges?|universities|programs|places|academies|institutions)\b[^?]*"
    rf"\b(?:offer|offers|teach|accredited|have (?:a|an|the)|accept)\b|"
    rf"\bwhere (?:can|do|does|could|would|should) (?:i|you|one|people|someone|we) (?:\w+ )?(?:apply|get (?:an? |"
    rf"the |my )?"
    rf"(?:\w+ )?{_PAPER}|take (?:the|an?) (?:[\w'-]+ ){{0,3}}?(?:{_PAPER}|{_COURSE})|register|enroll|sign up|find "
    rf"the (?:form|"
    r"application|requirements))\b",
    r"\bwhen (?:is|are|does|do|can) (?:the |your |i |one |you )?(?:[\w'-]+ ){0,4}?(?:deadline|due|exam|test|"
    r"applications?|"
    r"enrollment|registration|semester|hiring season|open house|apply|academy start|academy begin|class start)\b"
    r"(?! for you)|\bwhen (?:the|your) (?:\w+ ){1,3}?(?:accepts?|takes?|opens?|starts?|begins?|closes?)\b[^?]*"
    r"\b(?:applications?|enrollment|registration|academy|exam)\b|\bby when\b[^?]*\b(?:apply|register|submit)\b",
    r"\bhow (?:old|tall) (?:do|does|must|should) (?:you|i|one|someone|people|an? \w+) (?:have to |need to )?be\b|"
    r"\bhow (?:do|can|does) (?:i|you|one) (?:register|sign up|enroll|apply (?:for|to) (?:the|a|an) (?:[\w'-]+ ){0,3}?"
    r"(?:license|exam|academy|test|certification|certificate|permit|financial aid|scholarship|program|school|"
    r"college))\b",
    r"\b(?:can|could|may) (?:you|i|one|someone|people|a person) (?:\w+ )?(?:be(?:come)?|join|apply|work as|"
    r"practice|get "
    r"into|get licensed|get certified|take the|sit|teach|enter|enlist)\b[^?]*\b(?:without (?:an? |passing|taking|"
    r"having|getting|being)|with an? (?:felony|record|"
    r"criminal|dui|misdemeanor|ged|green card|visa|tattoo|associate)|with (?:tattoos|glasses|asthma|bad eyesight|"
    r"only)|if "
    r"(?:i|you) (?:have|am|are|wear))",
    rf"\b(?:is|are|does|do) (?:the|a|an|my|your) (?:[\w'-]+ ){{0,4}}?(?:{_PAPER}|{_COURSE}) (?:\w+ )?(?:valid|paid|"
    rf"accredited|"
    r"recognized|transfer|transferable|offered|free|online|expire|count|accepted)\b",
    r"^(?:so |and |hey |hi )?how long is (?:the|a|an) (?!(?:\w+ )*(?:shift|day|week|drive|ride|meeting|line|wait|"
    r"commute|season|road|hour|note|break|pause)\b)(?:[\w'-]+ ){0,3}[\w'-]+ ?\?*$",
    r"\b(?:what|which) (?:\w+ )?(?:classes|courses|degrees?|programs?|exams?|tests?|shots|vaccines|documents|"
    r"forms?|papers|majors|tools|"
    r"credits|licenses?|certifications?|permits?) (?:is|are|were) (?:offered|required|available|needed|accepted|"
    r"covered|"
    r"mandatory|necessary|recognized)\b|\b(?:is|are) there (?:\w+ ){0,3}?(?:requirements?|prerequisites?|"
    r"deadlines?|fees?|scholarships?|"
    r"an? (?:exam|test|deadline|fee|waitlist))\b|\bhow competitive is (?:the )?(?:admission|entry|the program)|"
    r"\bwhat (?:do|does) (?:i|you|one|someone|a "
    r"person|people|an? \w+) (?:need|have to (?:do|have)) (?:to (?:be(?:come)?|get) (?:an? )?(?:licensed|certified|"
    r"registered|admitted|(?!hired)\w+ed\b))|"
    r"\bwhat (?:degree|education|license|certification|training|major|qualifications?) (?:does|do) (?!you\b)(?:an? "
    r"|the )?(?:[\w-]+ ){1,3}?(?:need|"
    r"require|have to have|usually have)\b",
    rf"\b(?:do|does|must|are|is) (?!you\b|i\b)(?:[\w'-]+ ){{1,3}}?(?:have to|need to|required to|legally|by "
    rf"law)\b(?=[^?]*\b(?:"
    rf"{_PAPER}|registered|licensed|certified|renew|law|legally|vaccinated|bonded|insured|sworn)\b)|"
    r"\b(?:are|is) (?!you\b)(?:[\w'-]+ ){1,4}?by law\b|"
    r"\b(?:can|could|may) (?:you|i|one|someone|people) (?:\w+ )?(?:join|enlist|become|apply|work|start|enroll|get "
    r"in)\b[^?]*\b(?:at (?:age )?(?:\d+|"
    r"sixteen|seventeen|eighteen|nineteen|twenty)|under (?:eighteen|\d+|21))\b|\bwhat age (?:do|does|must|should|is)\b|"
    r"\bhow (?:does|do|can) (?:one|i|you|someone|people|an? \w+) (?:\w+ )?(?:get|become|be|stay) (?:licensed|"
    r"certified|registered|accredited|"
    rf"ordained|sworn in)\b|\bhow (?:does|do|can) (?:one|i|you|someone|people) (?:get|obtain|renew|earn|receive|"
    rf"transfer) (?:an?|the|my|your) "
    rf"(?:[\w'-]+ ){{0,3}}?(?:license|permit|certificate|certification|green card|transcript|credential|scholarship)\b|"
    r"\bwhat (?:is|are) the (?:process|procedure|paperwork|rules?) (?:for|to) (?:get\w*|obtain\w*|apply\w*|"
    r"renew\w*|becom\w*|enroll\w*|register\w*)\b",
    r"\b(?:find out|look up|google|check (?=(?:what|which|when|how much|how many|whether|if) (?!my\b|your\b|you\b|"
    r"i\b))|check on the (?:web|site)|dig up|research (?!which|whether i))(?: for me| please)? ?(?:for me )?"
    r"(?:what|which|how|when|where|whether|if|who|the)\b(?! (?:my|our|i)\b)(?![^?.]*\b(?:my application|about me|"
    r"my resume)\b)",
    r"\bhow (?:do|can|does|would) (?:i|one|you|someone|people) become (?:an? )?(?:certified|licensed|registered|"
    r"accredited)\b",
    r"\b(?:find|get|send|mail|text)(?: me| us| out)? (?:the|an?) (?:\w+ ){0,3}?(?:deadlines?|requirements?|cutoff|"
    r"tuition|fees?|required courses|"
    r"entry criteria)\b",
]
