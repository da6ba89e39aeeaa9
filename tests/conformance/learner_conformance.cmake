if(TARGET spolab_torch)
  spolab_test(learner_conformance LABEL conformance ENGINE TIMEOUT 300 LINK spolab_torch SOURCES learner_conformance.cpp)
endif()
