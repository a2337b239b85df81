"""Stands in for transformers, which is not here: the classes that cards name, with what
their from_pretrained wants of a folder."""
import json, os, types
import numpy, torch
import hugging


class Model:
    arguments = ()

    @classmethod
    def from_pretrained(cls, folder, **more):
        assert set(more) <= set(cls.arguments), more
        model, config = cls(), json.load(open(os.path.join(folder, "config.json")))
        assert config["architectures"] == [cls.__name__], config["architectures"]
        if "id2label" in config:
            config["id2label"] = {int(i): name for i, name in config["id2label"].items()}
        model.folder, model.config = folder, types.SimpleNamespace(**config)
        return model

    def __call__(self, pixel_values, noise=None):
        return types.SimpleNamespace(logits=hugging.forward(self.folder, pixel_values, noise))


class ViTModel(Model):
    arguments = ("add_pooling_layer",)


class ViTMAEForPreTraining(Model): pass
class ViTForImageClassification(Model): pass
class BeitForImageClassification(Model): pass


class AutoImageProcessor:
    """CLIPImageProcessor: the short side is scaled, the middle is taken."""

    @classmethod
    def from_pretrained(cls, folder):
        p = cls()
        p.config = json.load(open(os.path.join(folder, "preprocessor_config.json")))
        assert p.config["image_processor_type"] == "CLIPImageProcessor", p.config
        assert all(p.config[step] for step in ("do_convert_rgb", "do_resize", "do_center_crop", "do_rescale", "do_normalize")), p.config
        return p

    def crop(self, image):
        """As bytes, and where the crop begins."""
        short, size = self.config["size"]["shortest_edge"], self.config["crop_size"]
        image = image.convert("RGB")
        image = image.resize([int(short * s / min(image.size)) for s in image.size], self.config["resample"])
        left, top = (image.width - size["width"]) // 2, (image.height - size["height"]) // 2
        return numpy.asarray(image.crop((left, top, left + size["width"], top + size["height"]))), (left, top)

    def __call__(self, images, return_tensors):
        assert return_tensors == "pt"
        x = self.crop(images)[0] * self.config["rescale_factor"]
        x = (x - numpy.array(self.config["image_mean"])) / numpy.array(self.config["image_std"])
        return {"pixel_values": torch.tensor(x, dtype=torch.float32).permute(2, 0, 1)[None]}
