/** JSON as a template holds it, intrinsic functions included. */
export type Value = string | number | boolean | null | Value[] | { [key: string]: Value }

/** What names mean where a value stands. */
export interface Scope {
  reference(logicalId: string): Value
  attribute(logicalId: string, name: string): Value
  imported(name: string): Value
  condition(name: string): boolean
}

type Intrinsic = (argument: Value, scope: Scope) => Value

/** Stands for a property that is not set. Never leaves `resolveValue`: where it is the whole value, that is `null`. */
const noValue = Symbol('AWS::NoValue')

/** The value that CloudFormation would make of `value`. Throws where an intrinsic or a name is not known. */
export function resolveValue(value: Value, scope: Scope): Value {
  const resolved = resolveOrOmit(value, scope)
  return resolved === noValue ? null : resolved
}

function resolveOrOmit(value: Value, scope: Scope): Value | typeof noValue {
  if (Array.isArray(value)) return value.map((item) => resolveOrOmit(item, scope)).filter((item) => item !== noValue)
  if (typeof value !== 'object' || value === null) return value
  const [[name, argument] = ['', null], ...others] = Object.entries(value)
  if (others.length === 0 && (name === 'Ref' || name === 'Condition' || name.startsWith('Fn::'))) {
    return name === 'Fn::If' ? chosen(argument, scope) : evaluate(name, argument, scope)
  }
  const members = Object.entries(value).map(([key, member]) => [key, resolveOrOmit(member, scope)] as const)
  return Object.fromEntries(members.filter((member): member is readonly [string, Value] => member[1] !== noValue))
}

function evaluate(name: string, argument: Value, scope: Scope): Value | typeof noValue {
  if (name === 'Ref' && argument === 'AWS::NoValue') return noValue
  const intrinsic = intrinsics[name]
  if (!intrinsic) throw new Error(`${name} is not supported`)
  return intrinsic(argument, scope)
}

function chosen(argument: Value, scope: Scope): Value | typeof noValue {
  const [condition, then, otherwise] = list(argument)
  return resolveOrOmit((scope.condition(text(condition)) ? then : otherwise) ?? null, scope)
}

const intrinsics: Readonly<Record<string, Intrinsic>> = {
  Ref: (argument, scope) => scope.reference(text(argument)),
  Condition: (argument, scope) => scope.condition(text(argument)),
  'Fn::GetAtt': (argument, scope) => {
    const [id, ...name] = typeof argument === 'string' ? argument.split('.') : list(argument).map(text)
    return scope.attribute(text(id), name.join('.'))
  },
  'Fn::Join': (argument, scope) => {
    const [separator, parts] = list(argument)
    return list(resolveValue(parts ?? null, scope))
      .map(text)
      .join(text(separator))
  },
  'Fn::Sub': (argument, scope) => {
    const [template, variables = {}] = Array.isArray(argument) ? argument : [argument]
    return substitute(text(template), resolveValue(variables, scope) as { [key: string]: Value }, scope)
  },
  'Fn::Select': (argument, scope) => {
    const [index, items] = list(argument)
    const item = list(resolveValue(items ?? null, scope))[Number(resolveValue(index ?? null, scope))]
    if (item === undefined) throw new Error(`Fn::Select has no item ${JSON.stringify(index)}`)
    return item
  },
  'Fn::Split': (argument, scope) => {
    const [separator, whole] = list(argument)
    return text(resolveValue(whole ?? null, scope)).split(text(separator))
  },
  'Fn::ImportValue': (argument, scope) => scope.imported(text(resolveValue(argument, scope))),
  'Fn::Equals': (argument, scope) => {
    const [left, right] = list(resolveValue(argument, scope))
    return left === right
  },
  'Fn::And': (argument, scope) => list(resolveValue(argument, scope)).every((member) => member === true),
  'Fn::Or': (argument, scope) => list(resolveValue(argument, scope)).some((member) => member === true),
  'Fn::Not': (argument, scope) => list(resolveValue(argument, scope))[0] !== true,
}

function substitute(template: string, variables: { [key: string]: Value }, scope: Scope): string {
  return template.replace(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) => {
    if (literal) return `\${${name}}`
    if (Object.hasOwn(variables, name)) return text(variables[name])
    const [id, ...attribute] = name.split('.')
    return text(attribute.length > 0 ? scope.attribute(text(id), attribute.join('.')) : scope.reference(name))
  })
}

function list(value: Value): Value[] {
  if (Array.isArray(value)) return value
  throw new Error(`${JSON.stringify(value)} is not a list`)
}

function text(value: Value | undefined): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  throw new Error(`${JSON.stringify(value)} is not text`)
}
