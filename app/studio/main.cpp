#include "app/studio/startup.h"

int main(int argc, char** argv) { return spolab::studioMain(argc, argv); }
