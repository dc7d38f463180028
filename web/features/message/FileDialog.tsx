import { Download } from 'lucide-react';
import { LinkButton } from '../../components/Button.js';
import { Dialog, DialogActions } from '../../components/Dialog.js';
import { partUrl } from '../../lib/base.js';
import { formatSize } from '../../lib/format.js';
import type { AttachmentJson } from '../../lib/types.js';
import style from './FileDialog.module.css';

/** Kinds that an `<img>` shows without running anything. */
const PICTURE = /^image\/(png|jpeg|gif|webp|avif|bmp|svg\+xml|x-icon|vnd\.microsoft\.icon)$/i;

/** An attachment: a look at it when it is a picture, its facts, its download. */
export default function FileDialog({ id, file, onClose }: { id: string; file: AttachmentJson; onClose: () => void }) {
  return (
    <Dialog title={file.filename || 'Attachment'} onClose={onClose} width={720} testId="file-dialog">
      {PICTURE.test(file.contentType) ? (
        <div className={style.picture}>
          <img src={partUrl(id, file.path)} alt={`Preview of ${file.filename}`} data-testid="file-picture" />
        </div>
      ) : null}
      <dl className={style.facts}>
        <dt>Type</dt>
        <dd>{file.contentType}</dd>
        <dt>Size</dt>
        <dd>{formatSize(file.size)}</dd>
        <dt>Part</dt>
        <dd>{file.path}</dd>
        {file.contentId ? (
          <>
            <dt>Content-ID</dt>
            <dd>{file.contentId}</dd>
          </>
        ) : null}
      </dl>
      <DialogActions>
        <LinkButton
          data-first
          look="main"
          icon={Download}
          href={partUrl(id, file.path, true)}
          download={file.filename}
          data-testid="file-download"
        >
          Download
        </LinkButton>
      </DialogActions>
    </Dialog>
  );
}
