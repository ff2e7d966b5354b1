* Wave m12 of the same panel: ids as numbers without their leading zeros, a single and a range of
* missing values on one variable, a moment and a duration of more than a day, a text of exactly 255 bytes.
DATA LIST LIST NOTABLE /URN (F8.0) lone (F2.0) satis (F2.0) int_date (EDATE10) began (DATETIME20) spent (DTIME12) talk (A255).
BEGIN DATA
101,1,5,10.03.2015,"10-MAR-2015 14:05:00","0 00:42:10","Gwell o lawer."
102,2,-9,16.03.2015,"16-MAR-2015 09:30:30","1 05:14:00",""
103,-1,4,23.03.2015,"23-MAR-2015 18:00:00","0 00:35:00","Yes"
105,2,-2,07.04.2015,"07-APR-2015 10:10:10","0 00:51:00","No"
END DATA.
VARIABLE LABELS URN "Unique Reference Number"
 /lone "Ydych chi'n rhiant unigol? Are you a lone parent?"
 /satis "How satisfied are you with the support?"
 /int_date "Date of the interview" /began "When it began" /spent "How long the family was with the project"
 /talk "Anything else, in your own words".
VALUE LABELS lone 1 "Ydw (yes)" 2 "Nac ydw (no)" -1 "Don't know" -2 "Refused"
 /satis 1 "Very dissatisfied" 2 "Dissatisfied" 3 "Neither" 4 "Satisfied" 5 "Very satisfied"
   -2 "Refused" -9 "Error".
MISSING VALUES lone (-1, -2) /satis (-2 THRU -1, -9).
VARIABLE LEVEL lone (NOMINAL) /satis (ORDINAL).
SAVE OUTFILE="m12.sav".
