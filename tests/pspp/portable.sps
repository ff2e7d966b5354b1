* A portable file with declared missing values of every form: GNU PSPP also writes the same as .sav.
DATA LIST LIST NOTABLE /urn (A8) lone (F2.0) age (F8.2) held (DATE11) area (A2) talk (A200) big (F16.4).
BEGIN DATA
"A1",1,-9,03-MAR-2014,"N","hello there",12345678.9375
"A2",-9,30.5,31-DEC-1899,"ZZ","x",-0.0625
"A3",-1,-8,,"","yy",99
END DATA.
VARIABLE LABELS urn "URN" lone "Lone parent?".
VALUE LABELS lone 1 "Yes" 2 "No" -9 "Error" /area "N" "North" "ZZ" "Not coded".
MISSING VALUES lone (-9,-1) /age (LO THRU -8, -1) /area ("ZZ") /big (98 THRU 99).
ADD DOCUMENT "A note".
WEIGHT BY lone.
EXPORT OUTFILE="portable.por".
SAVE OUTFILE="portable.sav".
