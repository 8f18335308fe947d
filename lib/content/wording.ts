/**
 * Words that must not be printed, each with the reason and the cure: the editors' rules of law and
 * fairness as far as a machine can see them. A front matter exception allows one text for one rule.
 */

export type WordingRule = {
  /** Named by exceptions. */
  id: string
  pattern: RegExp
  /** A sentence that also matches this is allowed: usually one that says "never" or "not". */
  unless?: RegExp
  reason: string
  cure: string
}

const NEGATED =
  /\b(?:never|not|no|nor|neither|none|without|cannot|unlawful|illegal|discriminat\w+|regardless|rather than|instead of)\b|n['’]t\b/i

const ORIGIN = '(?:Koreans?|Asians?|Chinese|Japanese|foreign|Vietnamese|Filipino|Indian|Russian)'
const PERSON = '(?:worker|candidate|applicant|employee|contractor|colleague|person|freelancer)'

export const WORDING_RULES: readonly WordingRule[] = [
  {
    id: 'no-verdict',
    pattern:
      /\b(?:is|are|was|were|he['’]s|she['’]s|they['’]re)\s+(?:(?:a|an|really|actually|clearly|probably|likely)\s+)*(?:North Korean|DPRK)\s+(?:spy|spies|hackers?|agents?|operatives?|IT workers?|impostors?)\b/i,
    unless: NEGATED,
    reason: 'This reads as a verdict on a person',
    cure: 'Say what was seen or what a court or authority alleges, and who says so',
  },
  {
    id: 'no-origin-sign',
    pattern: new RegExp(
      `\\b(?:accents?|ethnicit(?:y|ies)|ethnic|skin colou?r|(?:look(?:s|ed|ing)?|sound(?:s|ed|ing)?|seem(?:s|ed)?) ${ORIGIN}|${ORIGIN}[- ](?:looking|sounding)|${ORIGIN} (?:names?|faces?|features?)|(?:broken|poor|bad|unnatural) (?:English|Japanese|grammar)|non-native speakers?)\\b`,
      'i',
    ),
    unless: NEGATED,
    reason: 'Origin, accent, name, look and language are never signs',
    cure: 'Describe conduct or a document that anyone could show, or say plainly that this is not a sign',
  },
  {
    id: 'no-nationality-target',
    pattern:
      /\b(?:spot|detect|identify|catch|unmask|screen out|reject|avoid|ban|block)\w*\s+(?:\w+\s+)?(?:North )?Koreans?\b(?!\s+(?:IT|remote|scheme))/i,
    unless: NEGATED,
    reason: 'The aim is misrepresentation, not a nationality',
    cure: 'Write "misrepresentation" or "a false identity"',
  },
  {
    id: 'no-score',
    pattern: new RegExp(
      `\\b(?:risk|suspicion|trust|threat|fraud) (?:score|rating|points)s?\\b|\\b\\d+\\s?(?:%|per ?cent) (?:likely|certain|sure|chance|probability)\\b|\\bprobability that (?:a|an|the|your) ${PERSON}\\b`,
      'i',
    ),
    unless: NEGATED,
    reason: 'Signs are questions and are never added up to a score about a person',
    cure: 'Say what to look at and what to ask next',
  },
  {
    id: 'not-hackers',
    pattern: /\b(?:North Korean|DPRK) (?:hackers?|spies|spy|operatives?)\b/i,
    reason:
      'IT workers are not the groups that steal by hacking, and many facts are about one of the two only',
    cure: 'Write "IT workers", or name the group as the source names it',
  },
  {
    id: 'presumed-innocent',
    pattern:
      /\b(?:criminals|fraudsters?|scammers?|crooks?|thie(?:f|ves)|culprits?|conmen|con artists?|perpetrators?)\b/i,
    unless: /\b(?:convicted|sentenced|pleaded guilty|alleged)\b/i,
    reason: 'Only a court makes somebody a criminal',
    cure: 'Write what they did or are alleged to have done: "the people who hired them out", "the defendants", "the senders"',
  },
  {
    id: 'guilty-needs-court',
    pattern: /\bguilty\b/i,
    unless:
      /\b(?:plead\w*|plea|pled|convicted|court|jury|judge|not guilty|until proven|found|agreed|admit\w*)\b/i,
    reason: 'Guilt needs a plea or a court',
    cure: 'Name the plea or the judgment, its court and its date',
  },
  {
    id: 'no-mockery',
    pattern: /\b(?:hermit kingdom|norks?|little rocket man|commies|brainwashed|fake Americans?)\b/i,
    reason: 'Workers may be coerced; mockery is out of place',
    cure: 'Name the programme or the government plainly',
  },
  {
    id: 'no-people-as-state',
    pattern: /\b(?:the North Koreans|North Koreans (?:are|have|use|steal|pose|apply|work|get))\b/i,
    unless: NEGATED,
    reason: 'The subject is a state programme, not a people',
    cure: 'Write "the programme", "IT workers of the DPRK" or "the government"',
  },
  {
    id: 'action-fraud',
    pattern: /\bAction Fraud\b/i,
    unless: /\b(?:formerly|replaced|until|succeed\w*|closed)\b/i,
    reason: 'The United Kingdom replaced this service',
    cure: 'Write "Report Fraud"',
  },
  {
    id: 'forty-thousand',
    pattern:
      /\b40,?000\b(?=[^.]*\b(?:IT|remote) workers?\b)|\b(?:IT|remote) workers?\b[^.]*\b40,?000\b/i,
    reason: '"Up to 40,000" counts labourers of every kind sent to Russia',
    cure: 'Write "up to 40,000 labourers of all kinds"',
  },
  {
    id: 'eight-hundred-million',
    pattern: /\b800[ -]million\b/i,
    unless: /\bpress reports of a Treasury statement\b/i,
    reason: 'The reports of this figure differ and the statement itself was not read',
    cure: 'Write "press reports of a Treasury statement, which differ", or leave it out',
  },
  {
    id: 'no-penalty-claim',
    pattern:
      /\bno (?:public )?(?:OFAC )?penalt(?:y|ies)\b|\bno (?:employer|company) has (?:ever |yet )?been (?:fined|penali[sz]ed|punished)\b|\bevery (?:deceived )?employer (?:is|will be) (?:fined|punished)\b/i,
    reason:
      'Nobody looked through all cases: neither that there is a penalty nor that there is none may be claimed',
    cure: 'Write that liability does not need intent, and leave out what has or has not happened to others',
  },
  {
    id: 'no-pretext',
    pattern:
      /\b(?:pretend|make up|invent)\b[^.]{0,60}\b(?:reason|excuse|story|pretext|problem|outage)\b/i,
    unless: NEGATED,
    reason: 'Invented pretexts can harm the employer and the case',
    cure: 'Say what may be told truthfully, or that nothing needs to be explained',
  },
  {
    id: 'no-confrontation',
    pattern:
      /\b(?:confront|accuse)\s+(?:them|him|her|the (?:worker|candidate|applicant|employee|contractor|person))\b/i,
    unless: NEGATED,
    reason: 'Confronting somebody can trigger theft, and the suspicion may be wrong',
    cure: 'Say what to do instead, or "do not confront"',
  },
]

export type WordingFinding = {
  rule: WordingRule
  /** The words that were found. */
  found: string
  /** Where they start in the text. */
  index: number
  /** The sentence around them. */
  sentence: string
}

/** Every place in `text` (plain words, one paragraph) that breaks a rule. */
export function findWording(
  text: string,
  rules: readonly WordingRule[] = WORDING_RULES,
): WordingFinding[] {
  return rules.flatMap((rule) => {
    const flags = rule.pattern.flags.includes('g') ? rule.pattern.flags : `${rule.pattern.flags}g`
    return [...text.matchAll(new RegExp(rule.pattern.source, flags))].flatMap((match) => {
      const sentence = sentenceAround(text, match.index)
      if (rule.unless?.test(sentence)) return []
      return [{ rule, found: match[0], index: match.index, sentence }]
    })
  })
}

function sentenceAround(text: string, index: number): string {
  const before = text.slice(0, index)
  const start = Math.max(...['. ', '? ', '! ', '\n'].map((end) => before.lastIndexOf(end)))
  const after = /[.?!](?:\s|$)|\n/.exec(text.slice(index))
  return text.slice(start + 1, after ? index + after.index + 1 : text.length)
}
