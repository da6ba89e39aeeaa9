spolab_test(planner_conformance LABEL conformance TIMEOUT 300 SOURCES planner_conformance.cpp)
spolab_test(tree_conformance LABEL conformance TIMEOUT 120 SOURCES tree_conformance.cpp)
