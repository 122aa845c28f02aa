import MiniTensor
