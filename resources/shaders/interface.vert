in vec2 position;
in vec2 texturePlace;
in vec4 vertexColour;

uniform vec4 frame;  // scale and offset from points to clip space

#ifndef PLAIN
out vec2 place;
#endif
out vec4 colour;

void main() {
#ifndef PLAIN
  place = texturePlace;
#endif
  colour = vertexColour;
  gl_Position = vec4(position * frame.xy + frame.zw, 0.0, 1.0);
}
