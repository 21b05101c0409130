/** A ladder as a picture: the drawing, painted by the browser onto a canvas at twice its size. */
const scale = 2;
/** Browsers refuse higher canvases. */
const maxCanvasPx = 16_000;

/** False: the browser would not paint it. */
export async function savePicture(svg: SVGSVGElement, name: string): Promise<boolean> {
  const { width, height } = svg.viewBox.baseVal;
  const factor = Math.min(scale, maxCanvasPx / height);
  const text = new XMLSerializer().serializeToString(svg);
  const url = URL.createObjectURL(new Blob([text], { type: 'image/svg+xml;charset=utf-8' }));
  try {
    const image = new Image(width, height);
    image.src = url;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = width * factor;
    canvas.height = height * factor;
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    const picture = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/png'));
    if (picture === null) return false;
    saveAs(picture, name);
    return true;
  } catch {
    return false;
  } finally {
    URL.revokeObjectURL(url);
  }
}

function saveAs(file: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  // The download has begun with the click.
  window.setTimeout(() => URL.revokeObjectURL(link.href), 1_000);
}
