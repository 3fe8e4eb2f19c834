// Pictures of samples: numbers from 0 to 255 drawn as ink on paper, or as colours, one canvas pixel for each.

/** Draw `{w, h, pixels}` (base64, one or three numbers for each pixel) when it, or the ink of the theme, has changed. */
export function drawPicture(canvas, picture, ink) {
  const key = `${ink} ${picture.w} ${picture.h} ${picture.pixels}`;
  if (canvas.kbPicture === key) return;
  canvas.kbPicture = key;
  const numbers = decode(picture.pixels);
  const size = picture.w * picture.h;
  const data = new ImageData(picture.w, picture.h);
  if (numbers.length >= 3 * size) colour(data.data, numbers, size);
  else shade(data.data, numbers, size, ink);
  Object.assign(canvas, {width: picture.w, height: picture.h});
  canvas.getContext("2d").putImageData(data, 0, 0);
}

function decode(text) {
  const plain = atob(text);
  return Uint8Array.from(plain, (sign) => sign.charCodeAt(0));
}

function colour(data, numbers, size) {
  for (let i = 0; i < size; i += 1) {
    data.set(numbers.subarray(3 * i, 3 * i + 3), 4 * i);
    data[4 * i + 3] = 255;
  }
}

/** The larger the number, the more ink: dark on a light page, light on a dark one. */
function shade(data, numbers, size, ink) {
  for (let i = 0; i < size; i += 1) {
    data.set(ink, 4 * i);
    data[4 * i + 3] = numbers[i];
  }
}
