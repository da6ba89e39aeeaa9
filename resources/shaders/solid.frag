in vec3 hullPoint;
flat in vec3 localEye;
flat in vec3 localKey;
flat in vec3 localX, localY, localZ;
flat in vec3 inner;
flat in vec4 place;
flat in vec4 colour;
flat in vec4 glow;

uniform float pixelSize;
uniform vec3 skyLight;     // linear light from above
uniform vec3 groundLight;  // linear light from below
uniform vec3 accent;       // linear
uniform float groundHeight;
uniform vec4 shadowBox;    // world x, y of the map's corner, 1 / size, strength
uniform sampler2D shadowMap;

out vec4 fragment;

#ifdef DEPTH
#ifdef GHOST
void main() { fragment = vec4(sqrt(colour.rgb), colour.a); }
#else
void main() {}
#endif
#endif

#ifdef HALO
// Nearest approach of the ray to the box, by going back and forth between the two.
float missOf(vec3 ray) {
  vec3 point = hullPoint, nearest = hullPoint;
  for (int i = 0; i < 6; ++i) {
    nearest = clamp(point, -inner, inner);
    point = hullPoint + ray * dot(nearest - hullPoint, ray);
  }
  return distance(point, nearest);
}

void main() {
  vec3 sight = hullPoint - localEye;
  float pixel = pixelSize * length(sight);
  float beyond = missOf(normalize(sight)) - place.w;
  float outside = clamp(beyond / glow.z, 0.0, 1.0);
  float coverage = clamp(0.5 + beyond / pixel, 0.0, 1.0) * (1.0 - outside) * (1.0 - outside);
  fragment = vec4(sqrt(accent), coverage * glow.x * 0.7);
}
#endif

#ifdef BOX

// Where the ray from `from` along `ray` meets the rounded box, or comes nearest to it, if it meets the feature (face,
// edge or corner) that `from` belongs to. `miss` is the ray's distance from the axis of that feature.
vec3 approach(vec3 from, vec3 ray, float radius, out float miss) {
  vec3 away = from - clamp(from, -inner, inner);
  vec3 free = vec3(notEqual(away, vec3(0.0)));
  vec3 across = ray * free;
  float speed = max(dot(across, across), 1e-5);
  float closing = dot(away, across);
  float missSquared = max(dot(away, away) - closing * closing / speed, 0.0);
  miss = sqrt(missSquared);
  float depth = sqrt(max(radius * radius - missSquared, 0.0) / speed);
  return from + ray * (-closing / speed - depth);
}

void surface(vec3 ray, float pixel, out vec3 hit, out vec3 normal, out float coverage) {
  float radius = place.w;
  float miss;
  hit = approach(hullPoint, ray, radius, miss);
  hit = approach(hit, ray, radius, miss);
  vec3 away = hit - clamp(hit, -inner, inner);
  normal = away * inversesqrt(max(dot(away, away), 1e-12));
  coverage = clamp(0.5 + (radius - miss) / pixel, 0.0, 1.0);
}

#endif

#ifdef TILE
// A thin plate whose rounding lies in its plane: a sticker, a tile.
void surface(vec3 ray, float pixel, out vec3 hit, out vec3 normal, out float coverage) {
  vec3 axis = vec3(equal(vec3(glow.y), vec3(0.0, 1.0, 2.0)));
  vec3 extents = inner + place.w;
  float side = dot(localEye, axis) < 0.0 ? -1.0 : 1.0;
  float plane = side * dot(extents, axis);
  float along = dot(ray, axis);
  hit = hullPoint + ray * ((plane - dot(hullPoint, axis)) / (abs(along) < 1e-4 ? 1e-4 : along));
  vec3 beyond = (abs(hit) - (extents - glow.w)) * (1.0 - axis);
  vec3 out2 = max(beyond, 0.0);
  float corner = length(out2);
  float distance = corner > 0.0 ? corner - glow.w : max(max(beyond.x, beyond.y), beyond.z) - glow.w;
  vec3 gradient = (corner > 0.0 ? out2 / corner : vec3(0.0)) * sign(hit);
  float slant = dot(gradient, ray);
  coverage = clamp(0.5 - distance * sqrt(max(1.0 - slant * slant, 0.02)) / pixel, 0.0, 1.0);
  float edge = clamp(1.0 + distance / (0.7 * glow.w), 0.0, 1.0);
  normal = normalize(axis * side + gradient * edge * edge * 0.55);
}

#endif

#if defined(BOX) && defined(GHOST)
void main() {
  vec3 sight = hullPoint - localEye;
  float range = length(sight);
  vec3 hit, normal;
  float coverage;
  surface(sight / range, pixelSize * range, hit, normal, coverage);
  if (coverage < 0.02) discard;
  fragment = vec4(sqrt(colour.rgb), coverage * colour.a);
}
#endif

#if (defined(BOX) || defined(TILE)) && !defined(GHOST)
// Light lost to the shadow map: the theme's share in the half shade, nearly all right under things.
float taken(float darkness) { return shadowBox.w * darkness + max(0.8 - shadowBox.w, 0.0) * smoothstep(0.7, 1.0, darkness); }

void main() {
  vec3 sight = hullPoint - localEye;
  float range = length(sight);
  vec3 ray = sight / range;
  float pixel = pixelSize * range;
  vec3 hit, normal;
  float coverage;
  surface(ray, pixel, hit, normal, coverage);
  if (coverage < 0.004) discard;

  float up = dot(normal, localZ);
  float height = place.z + dot(hit, localZ) - groundHeight;
  // Light that the ground takes away from what stands near it.
  float open = 1.0 - 0.45 * clamp(0.5 - 0.5 * up + 0.25, 0.0, 1.0) * exp2(-2.5 * max(height, 0.0));
  vec2 spot = (place.xy + vec2(dot(hit, localX), dot(hit, localY)) - shadowBox.xy) * shadowBox.z;
  float shade = taken(texture(shadowMap, spot).r) * exp2(-9.0 * max(height, 0.0)) * max(up, 0.0);

  vec3 ambient = mix(groundLight, skyLight, 0.5 + 0.5 * up) * open;
  float facing = max(-dot(normal, ray), 0.0);
  float key = clamp((dot(normal, localKey) + 0.15) / 1.15, 0.0, 1.0);
  vec3 light = ambient + vec3(0.64, 0.625, 0.60) * key + 0.38 * facing;
  vec3 halfway = normalize(localKey - ray);
  float shine = max(dot(normal, halfway), 0.0);
  shine *= shine; shine *= shine; shine *= shine; shine *= shine; shine *= shine;
  float rim = 1.0 - facing;
  rim *= rim; rim *= rim;

  vec3 lit = colour.rgb * light * (1.0 - shade) + 0.20 * shine + 0.06 * rim * skyLight;
  lit = mix(lit, lit * 1.3 + accent * (0.05 + 0.25 * rim), glow.x);
  // A soft shoulder keeps bright faces from clipping.
  lit = lit * (1.0 + 0.15 * lit) / (1.0 + 0.38 * lit);
  fragment = vec4(sqrt(lit), coverage * colour.a);
}
#endif
