import * as z from 'zod'
import { endpoint } from '../../shared/contract/endpoint.ts'
import { listQuery, page } from '../../shared/contract/fields.ts'
import { Category, categoryFields, Tag, tagName } from './schemas.ts'

const changes = z.object(categoryFields).partial().shape

export const listCategories = endpoint({
  id: 'list-categories',
  method: 'GET',
  path: '/v1/categories',
  summary: 'All categories by name; `parent_id` makes them a tree',
  auth: 'public',
  query: listQuery(),
  response: { 200: page(Category) },
})

export const createCategory = endpoint({
  id: 'create-category',
  method: 'POST',
  path: '/v1/categories',
  summary: 'Add a category',
  auth: 'moderator',
  body: z.strictObject({ ...changes, name: categoryFields.name }),
  response: { 201: Category },
  problems: { parent_not_found: 422 },
  transaction: true,
})

export const updateCategory = endpoint({
  id: 'update-category',
  method: 'PATCH',
  path: '/v1/categories/{category_id}',
  summary: 'Rename a category, or move it',
  auth: 'moderator',
  body: z.strictObject(changes),
  response: { 200: Category },
  problems: { category_not_found: 404, parent_not_found: 422, category_cycle: 409 },
  transaction: true,
})

export const deleteCategory = endpoint({
  id: 'delete-category',
  method: 'DELETE',
  path: '/v1/categories/{category_id}',
  summary: 'Delete a category; its articles stay',
  auth: 'moderator',
  response: { 204: null },
  problems: { category_not_found: 404, category_has_children: 409 },
  transaction: true,
})

export const listTags = endpoint({
  id: 'list-tags',
  method: 'GET',
  path: '/v1/tags',
  summary: 'Tags of published articles by name',
  auth: 'public',
  query: listQuery({ q: tagName.optional().describe('How the name begins.') }),
  response: { 200: page(Tag) },
})
