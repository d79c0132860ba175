import type { CompanyId, Id } from '../kernel/index.ts';
import type { Tx } from '../platform/postgres/index.ts';
import { tables } from './tables-store.ts';

/** A company's unit, holder of resources. */
export interface Project {
  readonly id: Id<'project'>;
  readonly companyId: CompanyId;
  readonly name: string;
  readonly slug: string;
  readonly createdAt: Date;
}

const columns = [
  'project.id',
  'project.company_id',
  'project.name',
  'project.slug',
  'project.created_at',
] as const;

export async function listProjects(tx: Tx, companyId: CompanyId): Promise<readonly Project[]> {
  const rows = await tables(tx)
    .selectFrom('project')
    .select(columns)
    .where('project.company_id', '=', companyId)
    .orderBy('project.name')
    .orderBy('project.id')
    .execute();
  return rows.map(toProject);
}

export async function projectById(tx: Tx, id: string): Promise<Project | null> {
  const row = await tables(tx)
    .selectFrom('project')
    .select(columns)
    .where('project.id', '=', id)
    .executeTakeFirst();
  return row === undefined ? null : toProject(row);
}

/** Null when the company has a project with this slug. */
export async function insertProject(tx: Tx, project: Project): Promise<Project | null> {
  const row = await tables(tx)
    .insertInto('project')
    .values({
      id: project.id,
      company_id: project.companyId,
      name: project.name,
      slug: project.slug,
      created_at: project.createdAt,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning(columns)
    .executeTakeFirst();
  return row === undefined ? null : toProject(row);
}

/** Null when the company has another project with this slug. */
export async function updateProject(
  tx: Tx,
  project: Project,
  change: { readonly name?: string | undefined; readonly slug?: string | undefined },
): Promise<Project | null> {
  const next = { ...project, name: change.name ?? project.name, slug: change.slug ?? project.slug };
  const taken = await tables(tx)
    .selectFrom('project')
    .select('project.id')
    .where('project.company_id', '=', project.companyId)
    .where('project.slug', '=', next.slug)
    .where('project.id', '<>', project.id)
    .executeTakeFirst();
  if (taken !== undefined) return null;
  await tables(tx)
    .updateTable('project')
    .set({ name: next.name, slug: next.slug })
    .where('project.id', '=', project.id)
    .execute();
  return next;
}

const toProject = (row: {
  id: string;
  company_id: string;
  name: string;
  slug: string;
  created_at: Date;
}): Project => ({
  id: row.id as Id<'project'>,
  companyId: row.company_id as CompanyId,
  name: row.name,
  slug: row.slug,
  createdAt: row.created_at,
});
