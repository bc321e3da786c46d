from . import link_preview
