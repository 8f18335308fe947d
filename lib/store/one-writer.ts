/** Kysely's dialect for a database that lets one writer in at a time, where rows need no locks. */
import { type SelectQueryNode, SqliteDialect, SqliteQueryCompiler } from 'kysely'

/** As SqliteDialect; `for update`, which Postgres needs and SQLite does not know, is left out. */
export class OneWriterDialect extends SqliteDialect {
  override createQueryCompiler(): SqliteQueryCompiler {
    return new WithoutRowLocks()
  }
}

class WithoutRowLocks extends SqliteQueryCompiler {
  protected override visitSelectQuery({ endModifiers: _, ...node }: SelectQueryNode): void {
    super.visitSelectQuery(node)
  }
}
