// variables.js — completes FEEL with the names that are really available at an element, as the server
// knows them from the whole package; without an answer, with those this one diagram shows.
class KnownVariables {
  constructor(surroundings, translate, variableResolver) {
    const inThisDiagram = variableResolver.getVariablesForElement.bind(variableResolver);
    variableResolver.getVariablesForElement = async (element, options) => {
      const known = await surroundings.variablesAt(element.id);
      if (known.length === 0) return inThisDiagram(element, options);
      return known.map(({ from, name }) => ({
        info: from ? translate("from {place}", { place: from }) : "",
        name,
        origin: [element.businessObject],
        scope: element.businessObject,
      }));
    };
  }
}
KnownVariables.$inject = ["surroundings", "translate", "variableResolver"];

export default { __init__: ["knownVariables"], knownVariables: ["type", KnownVariables] };
