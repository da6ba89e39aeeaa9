// One instance is one rounded box; spheres and capsules are rounded boxes too. The mesh is a hull of 26 faces just
// outside of it, the exact surface is found per pixel in solid.frag. Made four times, with BOX, TILE (a thin plate that
// is rounded in its plane), HALO (the glow around either) or DEPTH (a hull just inside of it, without colour) defined;
// DEPTH and BOX with GHOST besides are the inside and the edges of a flat silhouette.
in vec3 corner;     // octant of the vertex, each part -1 or 1
in vec3 tangent;    // offset of the hull's vertex from the corner's centre, in radii
in vec4 placeRadius;      // world position of the centre, radius of the rounding
in vec4 rotation;         // quaternion x, y, z, w
in vec4 halfExtents;      // spare in w
in vec4 instanceColour;   // linear light, alpha
in vec4 instanceGlow;     // emphasis, thin axis of a tile or -1, spare, spare

uniform mat4 viewProjection;
uniform vec3 eye;
uniform vec3 keyLight;    // unit, towards the light
uniform float pixelSize;  // metres that one pixel covers, one metre before the eye
uniform float haloWidth;  // share of the smallest half extent

out vec3 hullPoint;             // in the box's frame, as everything below
flat out vec3 localEye;
flat out vec3 localKey;
flat out vec3 localX, localY, localZ;  // world axes
flat out vec3 inner;            // half extents of the box that is rounded off
flat out vec4 place;            // world position, radius
flat out vec4 colour;
flat out vec4 glow;             // emphasis, thin axis, halo width or 0, in-plane radius of a tile

vec3 rotate(vec4 q, vec3 v) { return v + 2.0 * cross(q.xyz, cross(q.xyz, v) + q.w * v); }

void main() {
  vec4 back = vec4(-rotation.xyz, rotation.w);
  localEye = rotate(back, eye - placeRadius.xyz);
  localKey = rotate(back, keyLight);
  localX = rotate(back, vec3(1, 0, 0));
  localY = rotate(back, vec3(0, 1, 0));
  localZ = rotate(back, vec3(0, 0, 1));

  vec3 extents = halfExtents.xyz;
  float pixel = pixelSize * length(eye - placeRadius.xyz);
  float thin = min(extents.x, min(extents.y, extents.z));
  // At least most of a pixel of rounding, so that sharp edges are anti-aliased as well.
  float radius = min(max(placeRadius.w, 0.7 * pixel), thin);
  inner = extents - radius;
#ifdef HALO
  float halo = haloWidth * max(thin, 0.25 * max(extents.x, max(extents.y, extents.z)));
#else
  float halo = 0.0;
#endif
  place = vec4(placeRadius.xyz, radius);
  colour = instanceColour;
  glow = vec4(instanceGlow.x, instanceGlow.y, halo, placeRadius.w);

#ifdef DEPTH
  // Hidden things are thrown away before they cost anything. A plate's corners are inside by its rounding.
  vec3 cut = instanceGlow.y < 0.0 ? vec3(0.0) : vec3(0.3 * placeRadius.w);
  vec3 inset = max(inner - cut * vec3(notEqual(vec3(instanceGlow.y), vec3(0.0, 1.0, 2.0))), 0.0);
  hullPoint = corner * inset + normalize(tangent) * max(radius - 0.6 * pixel, 0.0);
  if (instanceGlow.y >= 0.0) {
    // Only the face that is seen: a plate has no sides in the picture.
    vec3 axis = vec3(equal(vec3(instanceGlow.y), vec3(0.0, 1.0, 2.0)));
    float side = dot(localEye, axis) < 0.0 ? -1.0 : 1.0;
    hullPoint = mix(hullPoint, axis * side * max(thin - 0.6 * pixel, 0.0), axis);
  }
#elif defined(TILE)
  hullPoint = corner * (extents + 0.6 * pixel);  // its bevels are empty
#else
  hullPoint = corner * inner + tangent * (radius + 0.6 * pixel + halo);
#endif
  vec3 world = placeRadius.xyz + rotate(rotation, hullPoint);
  gl_Position = viewProjection * vec4(world, 1.0);
#ifdef GHOST
  // Seen where it is, but a little behind: the thing itself stays in front of where it may go.
  vec4 behind = viewProjection * vec4(world + normalize(world - eye) * 0.6 * thin, 1.0);
  gl_Position.z = behind.z / behind.w * gl_Position.w;
#endif
}
