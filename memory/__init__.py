"""What a crew knows: the vector store, the embeddings, and the reading of brand folders."""
