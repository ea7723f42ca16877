/** The look of a trial. It travels with the script: pages are written before anyone asks for a trial, so none links it. */

export const STYLE = `
nabla-trial { display: block; margin: 0.8em 0 1.2em; padding-top: 0.8em; border-top: 1px solid var(--nabla-rule); }
.nabla-trial__numbers { display: flex; flex-wrap: wrap; gap: 0.8em 1.6em; align-items: center; }
.nabla-trial__field { display: flex; gap: 0.5em; align-items: center; }
.nabla-trial__field > :first-child { flex: none; white-space: nowrap; }
.nabla-trial__grid { display: grid; gap: 0.3em; min-width: 0; }
.nabla-trial__grid input { box-sizing: border-box; width: 100%; min-height: 2em; padding: 0.1em 0.3em; border: 1px solid var(--nabla-ink-soft); border-radius: 0.2em; background: var(--nabla-paper); color: var(--nabla-ink); font: inherit; font-variant-numeric: tabular-nums; }
.nabla-trial__sides { display: flex; flex-wrap: wrap; gap: 0.6em 2em; margin: 0.9em 0 0.4em; overflow-x: auto; }
.nabla-trial__sides > math { width: max-content; margin: 0; font-size: 1.2em; text-align: left; }
nabla-trial > p { min-height: 1.5em; margin: 0.4em 0; }
nabla-trial button { min-height: 2.2em; padding: 0.2em 0.8em; border: 1px solid var(--nabla-rule); border-radius: 0.25em; background: none; color: var(--nabla-ink); font: inherit; cursor: pointer; }
nabla-trial .nabla-exercise__buttons { display: flex; flex-wrap: wrap; gap: 0.6em; }
`;
