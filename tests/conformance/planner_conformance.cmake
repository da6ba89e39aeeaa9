spolab_test(planner_conformance LABEL conformance TIMEOUT 120 SOURCES planner_conformance.cpp)
