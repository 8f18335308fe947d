/**
 * The second lock on the door that MDX is: the compiler itself refuses code, also where contentlayer runs
 * without the check before it, as in the preview.
 */
import { checkTree } from './check-body.ts'
import type { Known } from './components.ts'
import type { Tree } from './mdx-tree.ts'
import { formatProblem, type Problem, reportInto } from './problem.ts'

/**
 * A remark plugin that throws with every import, export, expression, unknown component and attribute of
 * an advisory's text.
 */
export function remarkOnlyText(options: { known: Known }) {
  return (tree: Tree): void => {
    const problems: Problem[] = []
    checkTree(tree, options.known, reportInto(problems, 'text'))
    if (problems.length > 0) throw new Error(problems.map(formatProblem).join('\n'))
  }
}
