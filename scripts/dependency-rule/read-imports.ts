import { type Node, parseSync } from 'oxc-parser'

export interface Import {
  /** As written. */
  readonly specifier: string
  /** Gone at run time. */
  readonly isTypeOnly: boolean
  /** Runs when it is asked for, not with the file. */
  readonly isDynamic?: boolean
}

export interface FileImports {
  /** Type-only, dynamic and re-exporting imports too. */
  readonly imports: readonly Import[]
  readonly readsEnvironment: boolean
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'

const importOf = (node: Node): Import | null => {
  switch (node.type) {
    case 'ImportDeclaration':
      return { specifier: node.source.value, isTypeOnly: node.importKind === 'type' }
    case 'ExportAllDeclaration':
    case 'ExportNamedDeclaration':
      return node.source === null
        ? null
        : { specifier: node.source.value, isTypeOnly: node.exportKind === 'type' }
    case 'TSImportType':
      return { specifier: node.source.value, isTypeOnly: true }
    case 'ImportExpression':
      return node.source.type === 'Literal' && typeof node.source.value === 'string'
        ? { specifier: node.source.value, isTypeOnly: false, isDynamic: true }
        : null
    default:
      return null
  }
}

const isMember = (node: Node, object: string, property: string): boolean =>
  node.type === 'MemberExpression' &&
  node.object.type === 'Identifier' &&
  node.object.name === object &&
  node.property.type === 'Identifier' &&
  node.property.name === property

const importsEnvironment = (node: Node): boolean =>
  node.type === 'ImportDeclaration' &&
  ['process', 'node:process'].includes(node.source.value) &&
  node.specifiers.some(
    (specifier) =>
      specifier.type !== 'ImportSpecifier' ||
      (specifier.imported.type === 'Identifier' && specifier.imported.name === 'env'),
  )

const readsEnvironment = (node: Node): boolean =>
  isMember(node, 'process', 'env') || isMember(node, 'Bun', 'env') || importsEnvironment(node)

const visit = (value: unknown, onNode: (node: Node) => void): void => {
  if (Array.isArray(value)) for (const item of value) visit(item, onNode)
  if (!isNode(value)) return
  onNode(value)
  for (const child of Object.values(value)) visit(child, onNode)
}

export const readImports = (path: string, source: string): FileImports => {
  const parsed = parseSync(path, source)
  if (parsed.errors.length > 0) throw new Error(`${path}: ${parsed.errors[0]?.message}`)
  const imports: Import[] = []
  let environment = false
  visit(parsed.program, (node) => {
    const found = importOf(node)
    if (found !== null) imports.push(found)
    environment ||= readsEnvironment(node)
  })
  return { imports, readsEnvironment: environment }
}
