// A capsule as a flat shape: a rectangle over the segment between two circles on the screen. The circle of a sphere seen
// from the side would be a slight ellipse; that far from the middle nobody looks at ghosts.
in vec2 side;         // of the rectangle, each part -1 or 1: along the segment, across
in vec4 fromRadius;   // world position of one end, radius
in vec4 toGrowth;     // world position of the other end, pixels added to the radius
in vec4 partColour;   // sRGB, alpha
in float partLeast;   // coverage below which a pixel is left to other parts; from a half on there is no soft edge

uniform mat4 viewProjection;
uniform vec3 eye;
uniform vec2 halfView;    // half of the viewport in pixels
uniform float pixelSize;  // metres that one pixel covers, one metre before the eye

flat out vec4 ends;    // in pixels from the middle of the viewport
flat out vec3 shape;   // radii at both ends in pixels, least coverage
flat out vec4 colour;
out vec2 spot;         // in pixels

void main() {
  vec4 a = viewProjection * vec4(fromRadius.xyz, 1.0), b = viewProjection * vec4(toGrowth.xyz, 1.0);
  vec2 from = a.xy / a.w * halfView, to = b.xy / b.w * halfView;
  float radiusFrom = fromRadius.w / (pixelSize * length(fromRadius.xyz - eye)) + toGrowth.w;
  float radiusTo = fromRadius.w / (pixelSize * length(toGrowth.xyz - eye)) + toGrowth.w;
  ends = vec4(from, to);
  shape = vec3(radiusFrom, radiusTo, partLeast);
  colour = partColour;

  vec2 along = to - from;
  float length2 = dot(along, along);
  along = length2 > 1e-6 ? along * inversesqrt(length2) : vec2(1.0, 0.0);
  float reach = max(radiusFrom, radiusTo) + 1.0;
  spot = (side.x < 0.0 ? from : to) + along * side.x * reach + vec2(-along.y, along.x) * side.y * reach;
  // As deep as its axis: the body itself stays in front of where it may go.
  float depth = side.x < 0.0 ? a.z / a.w : b.z / b.w;
  bool seen = min(a.w, b.w) > 0.0;
  gl_Position = seen ? vec4(spot / halfView, depth, 1.0) : vec4(2.0, 2.0, 2.0, 1.0);
}
