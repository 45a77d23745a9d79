"""How a thank-you note says that something was heard, and what that was."""

import re

_UP_TO_THE_WRITER = r"\b(?P<what>(?:(?!,? (?:and|but|so) (?:i|we|my)\b)[^.!?;])*)"

# What they talked about: "you told me about ...". What follows may still fit anybody.
TOLD = re.compile(
    r"\b(?:"
    r"you (?:\w+ )?(?:said|told|mentioned|explained|described|advised|pointed|taught|showed|suggested|warned|"
    r"recommended|called|admitted|confessed|put it|compared|reminded|talked about|spoke (?:of|about)|insisted|"
    r"made me see|gave)|what you\b|"
    r"your (?:\w+ )?(?:advice|tips?|stor(?:y|ies)|points?|remarks?|idea|rule|line|answer|view|warning|example|trick|"
    r"suggestion|words?|phrase|description|explanation|comparison|take|habit|mantra|metaphor|quote|lesson|comments?|"
    r"thoughts|reminder|honesty|openness|frankness|candor) (?:about|on|that|of|to|with|regarding|not)|"
    r"(?:to hear|hearing) (?:that|how|about|you)|"
    r"the (?:idea|thought|story|stories|part|bit|thing|image|picture|rule|advice|tip|trick|example|fact|line|point|"
    r"reminder|way) (?:of|that|about|when|where|with|you|to|not)|"
    r"for (?:explaining|telling|teaching|reminding|warning|describing|admitting|confirming|pointing)|"
    r"i (?:loved|liked) (?:that|how|the|what|when)|keep (?:thinking|picturing|hearing)|meant a lot (?:to me )?that|"
    r"that you(?! (?:made|took|found|gave|agreed|were|are|have|had|would|could|shared|spent|let|invited|met|talked|"
    r"spoke|helped|answered)\b)"
    r")" + _UP_TO_THE_WRITER
)
# What was news: "I never knew that ...", "That people ... surprised me", "So they ...".
LEARNED = re.compile(
    r"(?:\b(?:"
    r"i (?:\w+ )?(?:did not|had no|never|had not|would not have|had always|always|used to|had) (?:\w+ )?(?:know|knew|"
    r"idea|thought|think|realized?|imagined?|expected?|believed?|guessed|considered|taken|pictured|counted|heard)|"
    r"never would have (?:\w+ )?(?:thought|guessed|believed|expected|imagined)|had not occurred to me|"
    r"who (?:knew|would (?:have )?(?:thought|guess(?:ed)?|believed?))|turns out(?: that)?|"
    r"i (?:was|am|were) (?:\w+ )?(?:surprised|struck|relieved|shocked|amazed|moved|touched|fascinated|impressed) "
    r"(?:by|that|to|at|how)|"
    r"(?:learned|realized|understand|see|know|remember|understood|clear to me|it is clear) (?:now )?(?:that|why|how)|"
    r"(?:laughed|smiled|knew) that|i (?:\w+ )?(?:believed|imagined|figured|assumed) (?:that |it )?|"
    r"(?:good|nice) to know|made me (?:laugh|think|see|understand|realize)|"
    r"that (?:a|an|one|even|the|there|most|people|nobody|everyone)"
    r")|"
    r"^(?:and |but )?that (?:(?!was|is|this|does|has)\w{3,}s\b)|"
    r"^so (?:they|you(?! much)|it|the|an?|for|each|nobody|most|almost|even|one|there|all|that|half)"
    r")" + _UP_TO_THE_WRITER
)
AS_TOLD = re.compile(
    r"\b(?:tried|use|used|using|took|followed|following|applied) your (?:\w+ )?(?:questions?|advice|tips?|trick|"
    r"suggestions?|words?|method|ideas?|rule|example)\b|"
    r"\bi (?:would|could) (?:never|not) have (?:\w+ )?(?:believed|thought|guessed|expected|imagined)\b|"
    r"\bi will (?:\w+ )?(?:remember|not forget|never forget)\b|"
    r"\b(?:as|like|since|because) you (?:\w+ )?(?:do|did|say|said|told|suggested|advised|showed|described|explained|"
    r"recommended|mentioned|warned|predicted|proposed|promised|taught)\b|"
    r"\byou (?:are|were) (?:so |totally |absolutely )?right\b|\b(?:because of|thanks to) (?:you|what you|your)\b|"
    r"\b(?:following|on|per|after|with) your (?:advice|suggestion|tip|recommendation|example)\b"
)
# Words of theirs.
QUOTED = re.compile(r"\"(?:[\w',-]+ ){2,12}[\w',.!?-]+\"")
