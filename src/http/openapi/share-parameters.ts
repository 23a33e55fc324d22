import { isReference, type OperationObject, type ParameterObject } from './document-types.ts'

/** In the `param` of a schema: the name that the parameter has among the components. */
export const COMPONENT_NAME = 'x-component'

/** Puts parameters that carry a name among the components, and refers to them. */
export function shareParameters(
  operation: OperationObject,
  components: Map<string, ParameterObject>,
): OperationObject {
  if (operation.parameters === undefined) return operation
  return {
    ...operation,
    parameters: operation.parameters.map((parameter) => {
      if (isReference(parameter)) return parameter
      const { [COMPONENT_NAME]: name, ...described } = parameter
      if (typeof name !== 'string') return parameter
      components.set(name, described as ParameterObject)
      return { $ref: `#/components/parameters/${name}` }
    }),
  }
}
