/**
 * Words that end in a full stop without ending a sentence, by what may follow them. Lower case, without the final
 * stop; inner stops are kept (`b.i.d`). The categories differ in what has to follow for a sentence to end all the
 * same; `fullStops.ts` says how.
 */

const words = (list: string): ReadonlySet<string> => new Set(list.trim().split(/\s+/));

/** A name follows. Never the end of a sentence. */
export const titles = words(`
  dr drs mr mrs ms mx prof profs rev hon st ste messrs mme mlle capt col gen lt sgt supt
`);

/** More of the same sentence follows. Never the end of a sentence. */
export const connectors = words(`
  e.g i.e eg ie cf viz vs v.s approx incl excl esp ca circa c.f w.r.t a.k.a aka ex s.s subsp ssp var cv spec
  sp.nov
`);

/** A number or a letter follows where they are short forms; elsewhere many of them are ordinary words. */
export const beforeNumbers = words(`
  fig figs figure chr chrs no nos nr num tab tabs eq eqs eqn eqns ref refs vol vols ch chap chaps sec sect
  sects p pp pg pgs art app ed eds exp expt exps lot cat ver v jan feb mar apr jun jul aug sep sept oct nov
  dec
`);

/** The end of a sentence only before a word that starts sentences: names, numbers and years follow these too. */
export const beforeNames = words(`
  al inc ltd corp co llc plc gmbh bros assoc assn dept univ inst ctr hosp u.s u.k u.s.a u.n e.u d.c n.y
  n.i.h f.d.a jr sr ph.d m.d d.o r.n d.d.s d.v.m m.p.h m.b.a b.sc m.sc b.s m.s b.a m.a n.p p.a f.a.c.s o.d
  d.p.m esq spp sp ibid mt suppl supp ext
`);

/** Times, doses and units: an end before a capital, unless that starts another of these. */
export const dosing = words(`
  a.m p.m am pm q.d q.o.d q.h.s q.a.m q.p.m q.day q.wk q.week q.month q.h q.i.d b.i.d t.i.d q h.s a.c p.c
  q.s q.4 q.6 q.8 q.12 q.2h q.3h q.4h q.6h q.8h q.12h q.24h q4h q6h q8h q12h bid tid qid qd qhs tab tabs cap
  caps gtt gtts susp soln inj supp oint elix amp mg mcg kg gm gms cc ml dl ft oz lb lbs hr hrs min mins sec
  secs wk wks mo mos yr yrs mm cm etc
`);

/** Ways of giving a drug: an end before a capital only if a sentence starts there, or if a dose stands before. */
export const routes = words('p.o n.p.o p.r p.v i.v i.m s.c s.q s.l p.r.n po prn subq subcu sc sq');

/** Words cut short by whoever wrote the note. The end of a sentence only before a capital. */
export const clipped = words(`
  temp resp max min avg exam bilat abd lat ant post inf sup med meds surg neuro cont prob poss pos neg norm
  abn est freq reg rehab diff sig subj obj eval sympt hemo chem creat gluc ep tot vol conc soln prep rel abs
  syst diast pulm card gastro hist diag dx hx tx rx sx fx pt pts ht wt yo approx equiv appt sec prim gen int
  extr
`);

/** Words before a single capital that name what the letter tells apart ("group A."), so that it is no initial. */
export const letteredThings = words(`
  group groups type types vitamin hepatitis panel panels figure table grade class stage phase part arm case
  chain subtype influenza factor step form category cohort region site zone block box line lane strain
  serotype domain appendix axis schedule segment nerve gene subunit prophase metaphase anaphase telophase
  meiosis complex protein kinase globulin immunoglobulin botulinum level criterion section
  proteinase dnase rnase amphotericin polymyxin topoisomerase
`);

/** Words that begin a sentence far more often than a name. Lower case. */
export const sentenceStarters = words(`
  the this these those that there a an in on at after before during however moreover furthermore
  additionally thus therefore hence we i he she it they you his her its their our my your patient patients
  pt pts no not none nothing for from with without as when while where whereas since although though because
  if to by of once upon until both each all any some most many several few other another such here then now
  also finally first second third next later what who which why how is are was were has have had does do did
  can could may might will would should mother father brother sister family denies denied reports reported
  states stated results methods conclusion conclusions background objective objectives follow followup
  continue please past currently recently previously similarly interestingly importantly surprisingly
  consistent taken together given using based our one two three four only neither either even nevertheless
  nonetheless instead according despite between among under over through within exam physical blood heart
  lungs abdomen allergies medications history plan assessment again reportedly unfortunately fortunately
  historically otherwise overall meanwhile discontinue
`);

/** Words after which a line cannot end a sentence: what they ask for stands on the next line. Lower case. */
export const unfinished = words(`
  a an the and or nor but of in on at to from with without by for as into onto per than that which who whose
  his her its their our my is are was were be been has have had will would should could may might can must
  between among during after before until due because if while when where including about through this these
  those each every both either neither via
`);
