"""Runs model.onnx on the tensors of in.safetensors that it asks for, and writes what it
gives to out.safetensors."""
import onnxruntime, safetensors.numpy

session = onnxruntime.InferenceSession("model.onnx", providers=["CPUExecutionProvider"])
have = safetensors.numpy.load_file("in.safetensors")
names = [o.name for o in session.get_outputs()]
results = session.run(names, {i.name: have[i.name] for i in session.get_inputs()})
safetensors.numpy.save_file(dict(zip(names, results)), "out.safetensors")
print(onnxruntime.__version__, {n: r.shape for n, r in zip(names, results)}, session.get_modelmeta().custom_metadata_map)
