/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.detector;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/**
 * Writes a computation as an ONNX graph of 32 bit floats. Values are known by their names; each
 * operation gives a new one.
 *
 * @see <a href="https://onnx.ai/onnx/operators/">The operators</a>
 */
final class OnnxGraph {

  private static final int IR_VERSION = 8;

  /** In which every operator that is used here has its present form. */
  private static final int OPERATOR_SET = 17;

  private final GraphProto.Builder graph = GraphProto.newBuilder();
  private int values;

  OnnxGraph(String name) {
    graph.setName(name);
  }

  /**
   * What the graph is given.
   *
   * @param dimensions a number, or a name for one that differs from call to call
   */
  String input(String name, Object... dimensions) {
    graph.addInput(value(name, dimensions));
    return name;
  }

  /** What the graph gives. */
  void output(String name, String value, Object... dimensions) {
    graph.addNode(
        NodeProto.newBuilder().setOpType("Identity").addInput(value).addOutput(name).build());
    graph.addOutput(value(name, dimensions));
  }

  private static ValueInfoProto value(String name, Object... dimensions) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (Object dimension : dimensions) {
      TensorShapeProto.Dimension.Builder one = shape.addDimBuilder();
      if (dimension instanceof Integer number) {
        one.setDimValue(number);
      } else {
        one.setDimParam(dimension.toString());
      }
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder()
                        .setElemType(TensorProto.DataType.FLOAT.getNumber())
                        .setShape(shape)))
        .build();
  }

  /** A value that never changes. No input, so that the runtime can compute with it ahead. */
  String constant(String name, Tensor tensor) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Float.BYTES * tensor.values().length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(tensor.values());
    return constant(name, TensorProto.DataType.FLOAT, tensor.shape(), bytes);
  }

  /** A list of whole numbers, such as a shape. */
  String constant(String name, long... numbers) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Long.BYTES * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(numbers);
    return constant(name, TensorProto.DataType.INT64, new long[] {numbers.length}, bytes);
  }

  private String constant(
      String name, TensorProto.DataType type, long[] shape, ByteBuffer littleEndian) {
    graph.addInitializer(
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(type.getNumber())
            .addAllDims(Arrays.stream(shape).boxed().toList())
            .setRawData(ByteString.copyFrom(littleEndian.rewind())));
    return name;
  }

  /** An operation on values. */
  Operation operation(String operator, String... inputs) {
    return new Operation(NodeProto.newBuilder().setOpType(operator).addAllInput(List.of(inputs)));
  }

  /** An operation that needs no attribute. */
  String apply(String operator, String... inputs) {
    return operation(operator, inputs).value();
  }

  /** An operation whose attributes are being set. */
  final class Operation {

    private final NodeProto.Builder node;

    private Operation(NodeProto.Builder node) {
      this.node = node;
    }

    Operation with(String attribute, long... numbers) {
      node.addAttribute(
          AttributeProto.newBuilder()
              .setName(attribute)
              .setType(AttributeProto.AttributeType.INTS)
              .addAllInts(Arrays.stream(numbers).boxed().toList()));
      return this;
    }

    Operation with(String attribute, long number) {
      node.addAttribute(
          AttributeProto.newBuilder()
              .setName(attribute)
              .setType(AttributeProto.AttributeType.INT)
              .setI(number));
      return this;
    }

    Operation with(String attribute, float number) {
      node.addAttribute(
          AttributeProto.newBuilder()
              .setName(attribute)
              .setType(AttributeProto.AttributeType.FLOAT)
              .setF(number));
      return this;
    }

    /** The value that it gives. */
    String value() {
      String name = "value-" + values++;
      graph.addNode(node.setName(node.getOpType() + "-" + values).addOutput(name));
      return name;
    }
  }

  /** The graph as an ONNX file. */
  byte[] toBytes() {
    return ModelProto.newBuilder()
        .setIrVersion(IR_VERSION)
        .setProducerName("auscult")
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPERATOR_SET))
        .setGraph(graph)
        .build()
        .toByteArray();
  }
}
