import { err, newId, ok } from '../kernel/index.ts';
import type { Failure } from '../platform/http/index.ts';
import { announceCompany, livingCompany, seenCompany } from './company-routes.ts';
import { newProjectBody, projectBody, projectChangeBody, projectList } from './company-schema.ts';
import { insertProject, listProjects, projectById, updateProject } from './project-store.ts';
import { defineRoute, idParams, type Route } from './route-schema.ts';

const slugRefusal: Failure = {
  code: 'slug_taken',
  message: 'The company has another project with this short name.',
};

export const projectRoutes: readonly Route[] = [
  defineRoute({
    method: 'GET',
    path: '/companies/:id/projects',
    operation: 'project.list',
    summary: "A company's projects by name",
    access: 'company:read',
    params: idParams,
    reply: projectList,
    handler: async ({ tx, params, touch }) => {
      const company = await seenCompany(tx, params.id);
      if (!company.ok) return company;
      touch({ type: 'company', id: company.value.id }, company.value.id);
      return ok({ items: [...(await listProjects(tx, company.value.id))] });
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/companies/:id/projects',
    operation: 'project.create',
    summary: 'Give a company a project',
    access: 'company:write',
    params: idParams,
    body: newProjectBody,
    reply: projectBody,
    status: 201,
    handler: async ({ tx, params, body, clock, touch }) => {
      const company = await livingCompany(tx, params.id);
      if (!company.ok) return company;
      const companyId = company.value.id;
      const id = newId<'project'>(clock.now());
      const made = await insertProject(tx, { ...body, id, companyId, createdAt: clock.now() });
      if (made === null) return err(slugRefusal);
      touch({ type: 'project', id }, companyId);
      await announceCompany(tx, companyId);
      return ok(made);
    },
  }),
  defineRoute({
    method: 'PATCH',
    path: '/projects/:id',
    operation: 'project.update',
    summary: 'Change a project',
    access: 'company:write',
    params: idParams,
    body: projectChangeBody,
    reply: projectBody,
    handler: async ({ tx, params, body, touch }) => {
      const project = await projectById(tx, params.id);
      if (project === null) return err({ code: 'not_found', message: 'There is no such project.' });
      touch({ type: 'project', id: project.id }, project.companyId);
      const changed = await updateProject(tx, project, body);
      if (changed === null) return err(slugRefusal);
      await announceCompany(tx, project.companyId);
      return ok(changed);
    },
  }),
];
