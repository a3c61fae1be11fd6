import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { attributeOf, pseudoParameters, referenceTo } from './template-attributes.ts'
import { type Scope, resolveValue, type Value } from './template-intrinsics.ts'

const value: z.ZodType<Value> = z.json()
const section = z.record(z.string(), value).default({})

const templateSchema = z.object({
  Resources: z.record(
    z.string(),
    z.object({ Type: z.string(), Condition: z.string().optional(), Properties: z.record(z.string(), value).default({}) }),
  ),
  Parameters: z.record(z.string(), z.object({ Default: value.optional() })).default({}),
  Conditions: section,
  Outputs: z.record(z.string(), z.object({ Value: value, Export: z.object({ Name: value }).optional() })).default({}),
})

/** A synthesised template and the name of its stack. */
export interface Template extends z.output<typeof templateSchema> {
  readonly stack: string
}

/** A resource of a template, whose properties are resolved when they are read. */
export interface Resource {
  readonly logicalId: string
  readonly type: string
  /** What `Ref` gives: a name, an id, a URL or an ARN, as the type has it. */
  readonly reference: string
  /** What `Fn::GetAtt` gives. */
  attribute(name: string): string
  /** The properties that `shape` names. Throws an error that names resource and property where one is unresolvable or wrong. */
  read<Shape extends z.ZodRawShape>(shape: Shape): z.output<z.ZodObject<Shape>>
}

/** Everything that the templates would deploy. */
export interface Cloud {
  ofType(type: string): Resource[]
  /** The resource of a type that `Ref` or an attribute names so. */
  find(type: string, name: string): Resource | undefined
}

/** Reads every template of a cloud assembly. */
export function readTemplates(folder: string): Template[] {
  const suffix = '.template.json'
  return readdirSync(folder)
    .filter((file) => file.endsWith(suffix))
    .map((file) => parseTemplate(file.slice(0, -suffix.length), JSON.parse(readFileSync(join(folder, file), 'utf8'))))
}

/** Checks that `json` is a template. Throws a ZodError. */
export function parseTemplate(stack: string, json: unknown): Template {
  return { stack, ...templateSchema.parse(json) }
}

/** The resources of all templates together, with the references within and between them. */
export function cloudOf(templates: readonly Template[]): Cloud {
  const stacks = templates.map((template) => stackOf(template, (name) => imported(name)))
  // Looked up only when a property is read, because stacks may come in any order.
  let exported: Map<string, () => Value> | undefined
  const imported = (name: string): Value => {
    exported ??= new Map(stacks.flatMap(exportsOf))
    const value = exported.get(name)
    if (!value) throw new Error(`no stack exports ${name}`)
    return value()
  }
  const resources = stacks.flatMap((stack) => [...stack.resources.values()])
  return {
    ofType: (type) => resources.filter((resource) => resource.type === type),
    find: (type, name) =>
      resources.find((resource) => resource.type === type && (resource.reference === name || hasArn(resource, name))),
  }
}

interface Stack {
  readonly template: Template
  readonly scope: Scope
  readonly resources: ReadonlyMap<string, Resource>
}

function hasArn(resource: Resource, name: string): boolean {
  return name.startsWith('arn:') && resource.attribute('Arn') === name
}

function exportsOf({ template, scope }: Stack): [string, () => Value][] {
  return Object.values(template.Outputs).flatMap(({ Value: value, Export }) =>
    Export ? [[z.string().parse(resolveValue(Export.Name, scope)), () => resolveValue(value, scope)]] : [],
  )
}

function stackOf(template: Template, imported: Scope['imported']): Stack {
  const resources = new Map<string, Resource>()
  const scope = scopeOf(template, resources, imported)
  for (const [logicalId, { Type: type, Condition, Properties }] of Object.entries(template.Resources)) {
    if (Condition !== undefined && !scope.condition(Condition)) continue
    const where = `${template.stack}/${logicalId} (${type})`
    const property = (name: string) => located(`${where}.${name}`, () => resolveValue(Properties[name] ?? null, scope))
    const named = { stack: template.stack, logicalId, type, property }
    resources.set(logicalId, {
      logicalId,
      type,
      get reference() {
        return located(where, () => referenceTo(named))
      },
      attribute: (name) => located(where, () => attributeOf(named, name)),
      read: (shape) => {
        const given = Object.fromEntries(Object.keys(shape).map((name) => [name, property(name) ?? undefined]))
        return located(where, () => z.object(shape).parse(given))
      },
    })
  }
  return { template, scope, resources }
}

function scopeOf(template: Template, resources: ReadonlyMap<string, Resource>, imported: Scope['imported']): Scope {
  const pseudo: Readonly<Record<string, string>> = { ...pseudoParameters, 'AWS::StackName': template.stack }
  const resource = (id: string) => {
    const found = resources.get(id)
    if (!found) throw new Error(`${id} is neither a resource nor a parameter with a default`)
    return found
  }
  const scope: Scope = {
    reference: (id) => pseudo[id] ?? template.Parameters[id]?.Default ?? resource(id).reference,
    attribute: (id, name) => resource(id).attribute(name),
    imported,
    condition: (name) => {
      const condition = template.Conditions[name]
      if (condition === undefined) throw new Error(`there is no condition ${name}`)
      return resolveValue(condition, scope) === true
    },
  }
  return scope
}

function located<Result>(where: string, work: () => Result): Result {
  try {
    return work()
  } catch (error) {
    if (error instanceof TemplateError) throw error
    throw new TemplateError(`${where}: ${error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message}`)
  }
}

/** An error that already says where it stands. */
class TemplateError extends Error {}
