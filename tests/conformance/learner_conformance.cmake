if(TARGET spolab_torch)
  spolab_test(learner_conformance LABEL conformance ENGINE TIMEOUT 300 LINK spolab_torch SOURCES learner_conformance.cpp)
  spolab_test(device_conformance LABEL conformance ENGINE TIMEOUT 300 LINK spolab_torch
              SOURCES device_conformance.cpp ${CMAKE_SOURCE_DIR}/tests/support/locked_device.cpp)
endif()
