// Before anything is drawn: the page's root is told theme and projector mode, so that no light page flashes up in the dark.
import {applyMode, applyTheme} from "./appearance.js";

applyTheme();
applyMode();
