/** Why a photo cannot be used, and how to mend it. Keyed by RefusalReason; the context of each stands in verdict.ts. */
export const refusals = {
  not_an_image: 'This is not a picture that I can read. Send a JPEG, PNG, WebP, AVIF or HEIC photo.',
  too_large:
    'This file is too large for me: {{megabytes}} MB and {{megapixels}} megapixels are the most. A screenshot of it, or your camera at a smaller size, will do.',
  too_small:
    'This picture is only {{width}}×{{height}} pixels; each side needs at least {{least}}. Send the original instead of a preview.',
  animated: 'This picture moves. Send a still photo, for example a screenshot of the best moment.',
  unreadable:
    'This file is damaged or was cut off on its way. Send it once more, or open it and save it anew.',
  no_face:
    'I cannot find a face here. Send a photo where your whole face is well visible and not too far away.',
  several_faces:
    'I see {{count}} faces and cannot tell which one is yours. Send a photo of you alone, or crop the others away.',
  face_too_small:
    'Your face is too small to work with. Come closer to the camera, or crop the photo around you.',
  face_cut_off: 'Part of your face is outside of the picture. Leave some room around your head.',
  too_blurry: 'This photo is too blurry. Hold still, wipe the lens and tap on your face to focus.',
  too_dark: 'It is too dark to see your face well. Turn towards a window or a lamp.',
  too_bright:
    'The light is so strong that your face is washed out. Step out of the sun or turn the flash off.',
  turned_away: 'You look too far away from the camera. Turn your face towards it.',
  eyes_closed: 'Your eyes seem to be closed. Try once more with open eyes.',
  covered:
    'Something seems to cover your face. Take off the mask or dark glasses, and keep hands and hair away.',
  looks_underage: 'Pixbooth is for adults. Please confirm that the person in this photo is 18 or older.',
}
