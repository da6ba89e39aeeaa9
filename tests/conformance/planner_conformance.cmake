spolab_test(planner_conformance LABEL conformance TIMEOUT 300 SOURCES planner_conformance.cpp)
