"""The only files that write LLVM IR: SIMD vectors, the GEMM micro-kernel, thread synchronization, unchecked views."""
