in vec2 place;
in vec4 colour;

uniform sampler2D glyphs;

out vec4 fragment;

void main() { fragment = vec4(colour.rgb, colour.a * texture(glyphs, place).r); }
