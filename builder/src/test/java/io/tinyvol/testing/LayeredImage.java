package io.tinyvol.testing;

import java.nio.file.Path;

/** An image of several layers, like real ones and worse, and what umoci makes of it. */
public final class LayeredImage {
  private LayeredImage() {}

  /**
   * Makes layers of every kind, as root: umoci's own for changes of files, ours for what it never
   * writes. In the folder are then the layout {@code image} with the tags {@code v1} to {@code v5},
   * and the unpacked {@code v5} in {@code expected/rootfs}.
   */
  public static void make(Path shared) throws Exception {
    Commands.need("umoci", "skopeo", "setfattr", "tar");
    Path tree = Trees.makeSmall(shared.resolve("tree"), 11);
    Scripts.run(
        tree,
        """
        mkdir -p opaque/below late-opaque kept linked folder-to-file lib64 real/deep
        touch opaque/a opaque/below/b late-opaque/a late-opaque/b kept/c folder-to-file/x real/deep/y
        echo one > linked/one && ln linked/one linked/two && ln linked/one kept/three
        echo f > file-to-folder && ln -s real link-to-real && ln -s /real/deep link-to-deep
        ln -s nowhere link-to-folder && chmod 2750 kept && chown 7:8 kept
        setfattr -n user.kept -v before kept && setfattr -n user.x -v 1 linked/one
        setfattr -n security.capability -v 0x0100000280ff0a000000000000000000000000fe usr/bin/b3
        mkfifo pipe && mknod tty c 5 0
        """);
    Scripts.run(
        shared,
        """
        umoci init --layout image && umoci new --image image:v1
        umoci unpack --image image:v1 bundle && cp -a tree/. bundle/rootfs/
        umoci repack --image image:v1 bundle && rm -rf bundle
        umoci unpack --image image:v1 bundle && cd bundle/rootfs
        echo changed > usr/lib/f1 && rm usr/lib/f2 && rm -r folder-to-file && echo x > folder-to-file
        rm file-to-folder && mkdir file-to-folder && echo y > file-to-folder/inside
        ln linked/one added-name && echo new > linked/two.new && mv linked/two.new linked/two
        chmod 4711 usr/bin/b1 && setfattr -n user.new -v after usr/lib/f4
        cd ../.. && umoci repack --image image:v2 bundle
        mkdir -p third/opaque/below third/late-opaque third/kept third/link-to-folder third/linked
        echo fresh > third/opaque/fresh && echo fresh > third/late-opaque/b && echo d > third/opaque/below/d
        touch third/opaque/.wh..wh..opq third/late-opaque/.wh..wh..opq third/kept/.wh.c third/kept/.wh.nothing third/.wh.pipe
        touch third/.wh.bin third/.wh..wh.aufs third/linked/.wh.one third/link-to-folder/in
        chmod 700 third/kept && setfattr -n user.other -v after third/kept
        find third -exec touch -hd @1500000000 {} +
        (cd third && find . -name '.wh*' -o -printf '%P\n' | LC_ALL=C sort > ../names)
        sed -i '1i opaque/.wh..wh..opq' names
        (cd third && find . -name '.wh*' ! -path './opaque/*' -printf '%P\n' >> ../names)
        sed -i '/^$/d' names
        (cd third && tar --xattrs --no-recursion -cf ../third.tar -T ../names)
        umoci raw add-layer --image image:v2 --tag v3 third.tar
        mkdir -p fourth/link-to-real/deep
        echo through > fourth/link-to-real/new && echo deeper > fourth/link-to-real/deep/new
        (cd fourth && tar -cf ../fourth.tar link-to-real/new link-to-real/deep/new)
        umoci raw add-layer --image image:v3 --tag v4 fourth.tar
        mkdir fifth && cd fifth && mkdir new && echo z > new/z && ln new/z new/also-z
        mkdir -p linked usr/lib && echo x > linked/two && ln linked/two added && ln linked/two new/two
        ln linked/two usr/lib/f9 && ln -s away s && ln s s2 && find . -exec touch -hd @1 {} +
        tar -cf ../fifth.tar linked/two added new s s2 usr/lib/f9
        tar --delete -f ../fifth.tar linked/two
        cd .. && umoci raw add-layer --image image:v4 --tag v5 fifth.tar
        umoci unpack --image image:v5 expected
        """);
  }
}
