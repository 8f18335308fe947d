/** Checks that a text names only ATT&CK techniques of the closed list, and none that MITRE took back. */
import { visit } from 'unist-util-visit'
import type { CheckedAdvisory } from './check-advisory.ts'
import type { DataFile } from './data-file.ts'
import { lineOf, type Node } from './mdx-tree.ts'
import { shown } from './problem.ts'
import { type Technique, techniqueIdsIn } from './techniques.ts'

const LIST = 'content/data/techniques.yaml'

/** Reports every technique id in the advisory's words, code and links that is unknown or not current. */
export function checkTechniques(
  { passages, tree, report }: Pick<CheckedAdvisory, 'passages' | 'tree' | 'report'>,
  techniques: DataFile<Technique[]>,
): void {
  // Without the list every id would be an error, and the list's own mistake is reported already.
  if (techniques.broken) return
  const byId = new Map(techniques.value.map((technique) => [technique.id, technique]))
  const checkText = (text: string, line: (index: number) => number, field: string): void => {
    for (const { id, index } of techniqueIdsIn(text)) {
      const fault = faultOf(id, byId.get(id))
      if (fault) report(line(index), field, fault.wrong, fault.cure)
    }
  }
  for (const { text, line, field } of passages) checkText(text, line, field)
  if (!tree) return
  // Passages leave out code within a line and the addresses of links.
  visit(tree, (node: Node) => {
    if (node.type === 'inlineCode') checkText(node.value, () => lineOf(node), 'text')
    if (node.type === 'link' || node.type === 'definition')
      checkText(node.url, () => lineOf(node), 'link')
  })
}

/** Reports techniques that are replaced by one that is missing or not current. */
export function checkTechniqueEntries({ value, line, report }: DataFile<Technique[]>): void {
  const current = new Set(value.filter(({ status }) => status === 'current').map(({ id }) => id))
  value.forEach(({ id, status, replacedBy }, index) => {
    if (replacedBy === undefined) return
    const at = line([index, 'replacedBy'])
    if (status === 'current')
      report(
        at,
        `${id}.replacedBy`,
        'A current technique is not replaced',
        'Delete replacedBy, or set status: revoked',
      )
    else if (!current.has(replacedBy))
      report(
        at,
        `${id}.replacedBy`,
        `${shown(replacedBy)} is no current technique of this list`,
        'Add it to the list, or delete replacedBy',
      )
  })
}

function faultOf(
  id: string,
  technique: Technique | undefined,
): { wrong: string; cure: string } | null {
  if (technique === undefined)
    return {
      wrong: `The technique ${shown(id)} is not in ${LIST}`,
      cure: `Look it up at MITRE and add it to ${LIST} with its name and source, or take it out`,
    }
  if (technique.status === 'current') return null
  return {
    wrong: `MITRE has ${technique.status} the technique ${shown(id)}`,
    cure: technique.replacedBy ? `Write ${technique.replacedBy}` : 'Take it out',
  }
}
