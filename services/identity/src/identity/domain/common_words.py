"""German words that guessers try first; the library's own lists are English."""

# Chosen for the office: what people here put into passwords when they must change one.
COMMON_WORDS = (
    "administrator", "advent", "anfang", "angebot", "anmeldung", "april", "arbeit", "august",
    "auto", "bayern", "belege", "benutzer", "berlin", "bier", "blume", "borussia", "buchhaltung",
    "buero", "bundesliga", "chef", "computer", "dezember", "dienstag", "donnerstag", "dortmund",
    "drucker", "einkauf", "engel", "fahrrad", "familie", "februar", "feierabend", "ferien",
    "finanzamt", "firma", "flughafen", "freitag", "freunde", "fruehling", "fussball", "geburtstag",
    "geheim", "geheimnis", "geld", "glueck", "gmbh", "guten", "hallo", "hamburg", "haus", "herbst",
    "himmel", "hund", "ichliebedich", "internet", "januar", "juli", "juni", "kaffee", "katze",
    "kennwort", "kinder", "koeln", "konto", "kontor", "kunde", "kunden", "liebe", "lieferschein",
    "lohn", "maerz", "mai", "mama", "maus", "mittwoch", "montag", "morgen", "motorrad", "mutter",
    "november", "oktober", "ostern", "papa", "passwort", "pferd", "portal", "qwertz", "qwertzuiop",
    "rechner", "rechnung", "rechnungen", "reise", "samstag", "schalke", "schatz", "schnecke",
    "schule", "september", "sicher", "sicherheit", "silvester", "sommer", "sonne", "sonnenschein",
    "sonntag", "spiel", "sternchen", "steuer", "stuttgart", "support", "tag", "telefon", "test",
    "testen", "tiger", "urlaub", "vater", "verkauf", "vertrieb", "verwaltung", "wald", "warten",
    "wasser", "weihnachten", "werkstatt", "willkommen", "winter", "woche", "wochenende", "zentrale",
    "zugang",
)  # fmt: skip
