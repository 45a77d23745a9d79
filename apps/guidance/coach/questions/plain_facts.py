"""Questions that ask for a fact by their form: of something, and not how it feels or what it is worth."""

import re

from apps.guidance.coach.questions.organizations import FELT, ORG

# "Do you know", "could you tell me": what follows is asked.
_SHELL = re.compile(
    r"\b(?:(?:do|would) you (?:happen to )?know|(?:can|could|would|will) you (?:please |also )?(?:tell|remind|give|"
    r"explain "
    r"to|inform)(?: me| us)?(?: of| about)?|(?:please )?tell me|i (?:would like|want|wanted) to know|i (?:was|am) "
    r"(?:just )?"
    r"(?:wondering|curious)|any idea|you guys)\b,? ?"
)
_PERSONAL = re.compile(rf"\b(?:you|yours|i|me|my|we|us|our|yourself)\b|\byour (?!(?:[\w'-]+ ){{0,2}}?{ORG}(?:s|es)?\b)")
_WEIGHED = re.compile(
    r"\b(?:like|best|worst|good|bad|greatest|biggest|hardest|toughest|easiest|most|least|typical|normal|common|"
    r"mistakes?|"
    r"challeng\w+|rewards?|rewarding|trends?|opportunit\w+|obstacles?|skills?|quality|qualities|traits?|advice|tips?|"
    r"secrets?|tricks?|"
    r"key|vibe|differences?|relationships?|roles?|reasons?|point|truth|reality|future|odds|chances|pros|cons|"
    r"upsides?|downsides?|"
    r"parts?|things?|something|ways?|mean|should|wrong|right|missing|paths?|success\w*|beginners?|newcomers?|young|"
    r"someone|anybody|anyone|everyone|everybody|nobody|unwritten|myths?|misconceptions?|stereotypes?|stigma|first "
    r"step|stor(?:y|ies)|"
    r"favorites?|ideal|perfect|real|honest|happens?|makes an?|makes the|stands? out|hope|fears?|afraid|enjoy\w*|"
    r"issues?|problems?|debates?|"
    r"questions?|lessons?|dynamics?|tensions?|feedback|approach|strateg\w+|philosophy|vision|priorit\w+|plans?|"
    r"impact|effects?|worr\w+|"
    r"habits?|signs?|person|personalit\w+|people (?:who|in|that|with)|keeps?|surpris\w+|important|interesting|"
    r"different|difficult|"
    r"counts?|matter|really|wish\w*|regret\w*|learn\w*|handled?|deal\w*|next|left|fun|days?|nights?|gets? easier|"
    r"decid\w+|takes? to|it "
    r"takes|mood|pitfalls?|"
    r"survive|noticed?|promoted|gets? (?:hired|picked|noticed|chosen)|interns?|applicants?|candidates?|seeing|"
    r"doing|trying|going|\w+est)\b"
)
_OPENING = r"^(?:(?:so|and|but|also|ok|okay|well|hi|hello|please|sir|ma'am|excuse me),? )*"
_OF_A_THING = re.compile(
    _OPENING + r"(?:(?:what|who)(?: exactly)? (?:is|are|was|were) (?:the|an?|your|meant by|on|in charge)\b|"
    r"(?:what|which) (?!kind|sort|type|makes?|happens?|ones?\b|do\b|does\b|did\b|is\b|are\b)[\w-]+(?: "
    r"[\w-]+){0,2}? (?:is|are|was|were|has|have|does|do|"
    r"did|can|will) |"
    r"how many (?!of\b)[\w-]+(?: [\w-]+){0,2}? (?:is|are|was|were|has|have|does|do|did|can|will) |"
    r"when (?:is|are|was|were|does|did|will) |where (?:is|are|was|were) |"
    r"who (?:founded|started|created|invented|wrote|won|built|owns|runs|funds|leads|organizes|organized|sponsors|"
    r"designed|hosts) "
    r"(?:the|this|your)\b|what (?:do|does) (?:the|an?|your) (?:[\w'&-]+ ){1,6}do ?\?*$|in (?:what|which) [\w-]+ "
    r"(?:is|are|was|"
    r"were|does|do|did|has) )"
)
# "... how much a court reporter makes", "... when the museum opened".
_TOLD = re.compile(
    rf"\b(?:what|when|where|who|how (?:much|many|long|old|big|large))(?: [\w-]+)? (?:the|an?|your (?=(?:[\w'-]+ "
    rf"){{0,2}}?{ORG}))"
    r"(?: ?[\w'-]+){1,4} (?:is|are|was|costs?|makes?|earns?|open(?:s|ed)|start(?:s|ed)|pays?|has|offers?|closes?|"
    r"takes?|lasts?|work|"
    r"was (?:built|founded))\b(?: (?:built|founded|located|an? (?:year|hour)|in .*))? ?\?*\.?$"
)
_YES_OR_NO = re.compile(
    _OPENING
    + r"(?:(?:if|whether) (?:the|an?) |(?:does|do|did|is|are|was|were|has|have|can|must) (?!there (?:a lot|much|many)))"
)
_OFFICIAL = re.compile(
    r"\b(?:the (?:state|county|federal government|law|board)|legal(?:ly)?|licensed?|licenses|certified|"
    r"certificates?|certification|exams?|requires?|required|"
    r"requirements?|mandatory|accredited|founded|located|headquarter\w*|stock exchange|publicly|on average|average|"
    r"minimum|maximum|"
    r"(?:dollars|\$ ?\d+)[^?]* (?:an hour|a year|a month)|more than \d+|percent|tuition|deadline|website|"
    r"enough to (?:enlist|apply|enroll|qualify|sit|get (?:in|licensed|certified))|in the (?:\w+ties|\d+s)|charter|"
    r"nonprofit|unionized)\b"
)


def is_plain_fact(clause: str) -> bool:
    """Whether a clause of a text that `plain` made asks for a fact that somebody has written down."""
    asked = _SHELL.sub("", clause).strip()
    if _PERSONAL.search(asked) or _WEIGHED.search(asked) or FELT.search(asked):
        return False
    if _OF_A_THING.match(asked) or _TOLD.search(asked):
        return True
    return _YES_OR_NO.match(asked) is not None and _OFFICIAL.search(asked) is not None
