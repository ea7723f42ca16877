/* What rendered pages can do with a script; each part is optional, and the pages read well without any. */

import { startCopying } from "./clipboard.mjs";
import { startElements } from "./elements.mjs";
import { startEvidence } from "./evidence.mjs";
import { startIndex } from "./formula-index.mjs";
import { startLayout } from "./layout.mjs";
import { startParts } from "./parts.mjs";
import { startPreviews } from "./preview.mjs";

startLayout();
startEvidence();
startCopying();
startPreviews();
startIndex();
startParts();
startElements();
