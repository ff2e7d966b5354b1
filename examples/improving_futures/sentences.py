"""What families say in their own words: a few sentences for each open question, English and Welsh.

Invented, and without anything by which a person could be known: no name, no place, no age, no school.
"""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["SENTENCES", "Sentences"]

Sentences = Mapping[str, tuple[str, ...]]

SENTENCES: Mapping[str, Sentences] = {
    "ref_better": {
        "en": (
            "It took too long before anybody rang me.",
            "I would have liked to be asked first, not told.",
            "I had to explain everything from the beginning three times.",
            "Nobody said what would happen next.",
            "The letter made it sound as if I had done something wrong.",
            "A phone call would have been kinder than a form.",
        ),
        "cy": (
            "Fe gymerodd hi ormod o amser cyn i neb fy ffonio.",
            "Byddai'n well gen i fod wedi cael fy holi gyntaf.",
            "Bu'n rhaid i mi esbonio popeth o'r dechrau dair gwaith.",
            "Ddywedodd neb beth fyddai'n digwydd nesaf.",
        ),
    },
    "sup_helped": {
        "en": (
            "Having somebody who turned up when she said she would.",
            "The evening routine. We have one now.",
            "She came to the school meeting with me.",
            "Talking to other parents and finding out it is not just us.",
            "Help with the forms. I had been frightened to open the post.",
            "The play sessions, my little one comes out smiling.",
            "Being listened to without being judged.",
            "Nothing much, to be honest.",
            "Learning to stop and count before I shout.",
            "Sorting out the damp in the bedroom.",
        ),
        "cy": (
            "Cael rhywun a oedd yn dod pan oedd hi'n dweud y byddai hi'n dod.",
            "Siarad â rhieni eraill a gweld nad dim ond ni sydd wrthi.",
            "Roedd hi'n gwrando heb farnu.",
            "Cael siarad Cymraeg gyda'r gweithiwr.",
            "Help gyda'r ffurflenni.",
        ),
    },
    "better": {
        "en": (
            "I am calmer, so the children are calmer.",
            "We moved, and the new place is dry and quiet.",
            "The school understands now and they ring me before it goes wrong.",
            "I stopped trying to do everything on my own.",
            "We eat together at the table. It sounds small but it is not.",
            "I know what to do now when the shouting starts.",
            "I do not know, it just got easier bit by bit.",
        ),
        "cy": (
            "Rydw i'n dawelach, ac felly mae'r plant yn dawelach.",
            "Mae'r ysgol yn deall nawr.",
            "Rydyn ni'n bwyta gyda'n gilydd wrth y bwrdd.",
            "Wn i ddim, aeth pethau'n haws o dipyn i beth.",
        ),
    },
    "worse": {
        "en": (
            "My hours were cut and it has been tight since.",
            "The support ended and I miss having somebody to ring.",
            "My mum has been ill and I am with her most days.",
            "We had to move again and nothing is settled.",
            "It is the nights. Nobody sleeps, so everybody is short with each other.",
        ),
        "cy": (
            "Mae llai o arian ers i fy oriau gael eu torri.",
            "Daeth y gefnogaeth i ben, ac rydw i'n gweld eisiau cael rhywun i'w ffonio.",
            "Bu'n rhaid i ni symud eto.",
        ),
    },
    "clo_else": {
        "en": (
            "No",
            "No",
            "No",
            "No, thank you.",
            "Just that I am grateful.",
            "I hope it helps other families.",
            "Please keep the summer club going.",
            "I wish it had lasted longer.",
        ),
        "cy": ("Nac oes", "Nac oes", "Dim ond diolch.", "Gobeithio y bydd yn helpu teuluoedd eraill."),
    },
}
"""By topic (the variable, or what chg_why is about) and language."""
