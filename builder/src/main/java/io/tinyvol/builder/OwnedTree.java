package io.tinyvol.builder;

import io.tinyvol.cas.IngestSession;
import io.tinyvol.tree.Folder;
import io.tinyvol.tree.Node;
import io.tinyvol.volume.Progress;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Another source's tree, all of which belongs to one owner.
 *
 * @param source the other source
 * @param uid the owner, 0 to 2^32-1
 * @param gid the group, 0 to 2^32-1
 */
public record OwnedTree(TreeSource source, long uid, long gid) implements TreeSource {
  @Override
  public Folder read(IngestSession session, int windowBytes, Progress progress) throws IOException {
    Folder root = source.read(session, windowBytes, progress);
    Deque<Node> toDo = new ArrayDeque<>(List.of(root));
    while (!toDo.isEmpty()) {
      Node node = toDo.removeLast();
      node.setAttributes(node.attributes().withOwner(uid, gid));
      if (node instanceof Folder folder) {
        toDo.addAll(folder.children().values());
      }
    }
    return root;
  }

  @Override
  public void published() throws IOException {
    source.published();
  }
}
