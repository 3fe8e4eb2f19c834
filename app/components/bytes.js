// Bytes as text that a message can carry, and as a number that a learner can read.
const STEP = 8192; // characters made in one call, far below what a call takes

export function base64(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += STEP) text += String.fromCharCode(...bytes.subarray(at, at + STEP));
  return btoa(text);
}

/** 5242880 as 5.2; what is more than a limit never reads as the limit itself. */
export function megabytes(size) {
  return Number((size / 1e6).toPrecision(size % 1e6 ? 3 : 6));
}
