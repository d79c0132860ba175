import { err, newId, ok } from '../kernel/index.ts';
import type { Failure } from '../platform/http/index.ts';
import { announceCompany, livingCompany, seenCompany } from './company-routes.ts';
import { contactBody, contactChangeBody, contactList, newContactBody } from './company-schema.ts';
import {
  contactById,
  deleteContact,
  insertContact,
  listContacts,
  updateContact,
  type Contact,
} from './contact-store.ts';
import { defineRoute, idParams, type Route } from './route-schema.ts';

const absent: Failure = { code: 'not_found', message: 'There is no such contact.' };
const toBody = (contact: Contact) => ({ ...contact, categories: [...contact.categories] });

export const contactRoutes: readonly Route[] = [
  defineRoute({
    method: 'GET',
    path: '/companies/:id/contacts',
    operation: 'contact.list',
    summary: 'Whom a company wants to be told, by name',
    access: 'company:read',
    params: idParams,
    reply: contactList,
    handler: async ({ tx, params, touch }) => {
      const company = await seenCompany(tx, params.id);
      if (!company.ok) return company;
      touch({ type: 'company', id: company.value.id }, company.value.id);
      return ok({ items: (await listContacts(tx, company.value.id)).map(toBody) });
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/companies/:id/contacts',
    operation: 'contact.create',
    summary: 'Add a contact to a company',
    access: 'contact:write',
    params: idParams,
    body: newContactBody,
    reply: contactBody,
    status: 201,
    handler: async ({ tx, params, body, clock, touch }) => {
      const company = await livingCompany(tx, params.id);
      if (!company.ok) return company;
      const at = clock.now();
      const contact: Contact = {
        ...body,
        id: newId<'contact'>(at),
        companyId: company.value.id,
        disabled: false,
        createdAt: at,
      };
      await insertContact(tx, contact);
      touch({ type: 'contact', id: contact.id }, contact.companyId);
      await announceCompany(tx, contact.companyId);
      return ok(toBody(contact));
    },
  }),
  defineRoute({
    method: 'PATCH',
    path: '/contacts/:id',
    operation: 'contact.update',
    summary: 'Change a contact',
    access: 'contact:write',
    params: idParams,
    body: contactChangeBody,
    reply: contactBody,
    handler: async ({ tx, params, body, touch }) => {
      const contact = await contactById(tx, params.id);
      if (contact === null) return err(absent);
      touch({ type: 'contact', id: contact.id }, contact.companyId);
      const changed: Contact = {
        ...contact,
        name: body.name ?? contact.name,
        email: body.email ?? contact.email,
        categories: body.categories ?? contact.categories,
        locale: body.locale ?? contact.locale,
        disabled: body.disabled ?? contact.disabled,
      };
      await updateContact(tx, changed);
      await announceCompany(tx, contact.companyId);
      return ok(toBody(changed));
    },
  }),
  defineRoute({
    method: 'DELETE',
    path: '/contacts/:id',
    operation: 'contact.delete',
    summary: 'Remove a contact',
    access: 'contact:write',
    params: idParams,
    handler: async ({ tx, params, touch }) => {
      const contact = await contactById(tx, params.id);
      if (contact === null) return err(absent);
      touch({ type: 'contact', id: contact.id }, contact.companyId);
      await deleteContact(tx, contact.id);
      await announceCompany(tx, contact.companyId);
      return ok(undefined);
    },
  }),
];
