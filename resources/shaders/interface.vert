in vec2 position;
in vec2 texturePlace;
in vec4 vertexColour;

uniform vec4 frame;  // scale and offset from points to clip space

out vec2 place;
out vec4 colour;

void main() {
  place = texturePlace;
  colour = vertexColour;
  gl_Position = vec4(position * frame.xy + frame.zw, 0.0, 1.0);
}
