in vec4 colour;

#ifndef PLAIN
in vec2 place;

uniform sampler2D glyphs;
#endif

out vec4 fragment;

void main() {
#ifdef PLAIN
  fragment = colour;
#else
  fragment = vec4(colour.rgb, colour.a * texture(glyphs, place).r);
#endif
}
