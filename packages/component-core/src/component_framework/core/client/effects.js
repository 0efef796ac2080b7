/** Has the browser do what an update asks for beside its HTML, in order. Called by answers.js; see late/effects.js. */
import { use } from "./late.js";

export async function runEffects(component, effects) {
  for (const effect of effects ?? []) {
    try {
      (await use("effects")).run(component, effect);
    } catch (error) {
      console.error(`component-framework: effect refused: ${error}`);
    }
  }
}
